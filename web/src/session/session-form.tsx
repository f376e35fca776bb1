'use client';

import { useState, type ReactNode, type SyntheticEvent } from 'react';
import type { Refusal } from '#api/problem.ts';
import { useFaultFocus } from '#forms/use-fault-focus.ts';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { Notice } from '#ui/notice.tsx';
import { PasswordField } from './password-field.tsx';
import { postForm } from './post-form.ts';
import type { RefusedForm } from './refused-form.ts';
import styles from './session-form.module.css';

export interface SessionFormProps {
  readonly kind: 'register' | 'sign-in';
  /** Where to go on to: a path of ours. */
  readonly next: string;
  /** What became of the form when it was posted without a script. */
  readonly refused: RefusedForm | undefined;
  /** Loads a page anew, so that nothing of the visitor before stays. */
  readonly goTo?: (path: string) => void;
}

/** Signing in or registering. Without scripts the browser posts the form and comes back to it; with them it says at once what is wrong. */
export function SessionForm({ kind, next, refused, goTo = load }: SessionFormProps): ReactNode {
  const [refusal, setRefusal] = useState<Refusal | undefined>(refused?.refusal);
  const [busy, setBusy] = useState(false);
  const form = useFaultFocus(refusal);

  const send = async (): Promise<void> => {
    if (form.current === null || busy) return;
    setBusy(true);
    setRefusal(undefined);
    const outcome = await postForm(form.current);
    if ('next' in outcome) {
      goTo(outcome.next);
      return;
    }
    setRefusal(outcome.refusal);
    setBusy(false);
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    void send();
  };

  const { title, button, waiting } = words[kind];
  const faults = refusal?.fields ?? {};
  return (
    <form ref={form} action={`/session/${kind}`} method="post" onSubmit={submit} className={styles.form}>
      {refusal === undefined ? null : (
        <Notice tone="bad" title={title}>
          {refusal.message}
        </Notice>
      )}
      <input type="hidden" name="next" value={next} />
      {kind === 'register' ? <Field label="Your name" name="name" autoComplete="name" required maxLength={120} defaultValue={refused?.values.name} fault={faults.name} /> : null}
      <Field label="E-mail address" name="email" type="email" autoComplete={kind === 'register' ? 'email' : 'username'} required maxLength={254} defaultValue={refused?.values.email} fault={faults.email} />
      <PasswordField isNew={kind === 'register'} fault={faults.password} />
      <Button type="submit" look="primary" size="large" wide aria-disabled={busy}>
        {busy ? waiting : button}
      </Button>
    </form>
  );
}

const words = {
  'sign-in': { title: 'You are not signed in', button: 'Sign in', waiting: 'Signing in …' },
  register: { title: 'The account is not open yet', button: 'Open an account', waiting: 'Opening the account …' },
} as const;

function load(path: string): void {
  globalThis.location.assign(path);
}
