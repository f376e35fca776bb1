import { useEffect, useRef, type RefObject } from 'react';

/**
 * Leads to what is wrong in a form that was refused: to the first field at fault, or to the notice (WCAG 2.2, technique G139).
 * `refusal`: another one for each time.
 */
export function useFaultFocus(refusal: object | undefined): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusal === undefined) return;
    const [fault] = form.current?.querySelectorAll<HTMLElement>('[aria-invalid]') ?? [];
    if (fault === undefined) form.current?.querySelector('[role=alert]')?.scrollIntoView({ block: 'nearest' });
    else fault.focus();
  }, [refusal]);
  return form;
}
