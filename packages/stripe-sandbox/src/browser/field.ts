import type { FieldFault, FieldName } from './card-fields.ts';
import { make } from './markup.ts';

export interface FieldOptions {
  readonly name: FieldName;
  readonly label: string;
  readonly placeholder: string;
  /** As browsers know it: `cc-number` … */
  readonly autocomplete: string;
  /** How the text is to be written. `deleting`: something was taken away. */
  readonly written: (text: string, how: { readonly deleting: boolean }) => string;
  readonly caret: (text: string, digits: number) => number;
  readonly fault: (text: string) => FieldFault | undefined;
  readonly changed: () => void;
  /** Enter was pressed. */
  readonly submitted: () => void;
  /** Shown within the box, at its end. */
  readonly badge?: (text: string) => string;
}

/** One field of the card form: it writes what is typed as cards have it, and says what is wrong with it. */
export interface CardField {
  readonly root: HTMLElement;
  readonly input: HTMLInputElement;
  fault(): FieldFault | undefined;
  /** Says what is wrong with it now, if anything. */
  check(): FieldFault | undefined;
  show(message: string | undefined): void;
  fill(text: string): void;
}

/** A labelled input; its fault is tied to it for screen readers (WCAG 2.2, 3.3.1). */
export function createField({ name, label, placeholder, autocomplete, written, caret, fault, changed, submitted, badge }: FieldOptions): CardField {
  const ids = { input: `card-${name}`, fault: `card-${name}-fault` };
  const input = make('input', { id: ids.input, name, type: 'text', inputmode: 'numeric', autocomplete, placeholder, spellcheck: 'false', 'aria-required': 'true' });
  const said = make('p', { id: ids.fault, class: 'fault', hidden: '' });
  const mark = make('span', { class: 'brand' });
  const root = make('div', { class: `field ${name}` }, make('label', { for: ids.input }, label), make('div', { class: 'box' }, input, mark), said);

  const field: CardField = {
    root,
    input,
    fault: () => fault(input.value),
    check() {
      const wrong = fault(input.value);
      field.show(wrong?.message);
      return wrong;
    },
    show(message) {
      said.textContent = message ?? '';
      said.hidden = message === undefined;
      for (const [attribute, value] of [['aria-invalid', 'true'], ['aria-describedby', ids.fault]] as const) {
        if (message === undefined) input.removeAttribute(attribute);
        else input.setAttribute(attribute, value);
      }
    },
    fill(text) {
      input.value = written(text, { deleting: false });
      mark.textContent = badge?.(input.value) ?? '';
      field.show(undefined);
    },
  };
  input.addEventListener('input', (event) => {
    const deleting = event instanceof InputEvent && event.inputType.startsWith('delete');
    const before = (input.value.slice(0, input.selectionStart ?? undefined).match(/\d/g) ?? []).length;
    const atEnd = input.selectionStart === input.value.length;
    input.value = written(input.value, { deleting });
    const place = atEnd ? input.value.length : caret(input.value, before);
    input.setSelectionRange(place, place);
    mark.textContent = badge?.(input.value) ?? '';
    // What was wrong may be right now; what is not finished yet is not blamed.
    if (field.fault() === undefined) field.show(undefined);
    changed();
  });
  input.addEventListener('keydown', ({ key }) => {
    // In a shadow root an input belongs to no form of the page.
    if (key === 'Enter') submitted();
  });
  input.addEventListener('blur', () => {
    if (input.value !== '') field.check();
  });
  return field;
}
