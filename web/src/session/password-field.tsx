'use client';

import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { Field } from '#ui/field.tsx';
import styles from './password-field.module.css';

export interface PasswordFieldProps {
  /** A password to be thought up: password managers then offer one. */
  readonly isNew: boolean;
  readonly fault: string | undefined;
}

/** A password, hidden until one asks to see it. Where no script runs, there is nothing to ask with. */
export function PasswordField({ isNew, fault }: PasswordFieldProps): ReactNode {
  const [shown, setShown] = useState(false);
  const hasScripts = useSyncExternalStore(never, yes, no);
  return (
    <div className={styles.password}>
      <Field
        label="Password"
        name="password"
        type={shown ? 'text' : 'password'}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        autoCapitalize="none"
        spellCheck={false}
        required
        minLength={isNew ? 10 : 1}
        maxLength={128}
        {...(isNew ? { hint: 'At least 10 characters. Three or four words make a good one.' } : {})}
        fault={fault}
      />
      {hasScripts ? (
        <button type="button" className={styles.toggle} onClick={() => setShown(!shown)}>
          {shown ? 'Hide password' : 'Show password'}
        </button>
      ) : null}
    </div>
  );
}

/** Nothing to subscribe to: what is asked is only whether this runs in a browser. */
function never(): () => void {
  return no;
}

function yes(): boolean {
  return true;
}

function no(): boolean {
  return false;
}
