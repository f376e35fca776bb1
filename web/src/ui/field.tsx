import { useId, type ComponentProps, type ReactNode } from 'react';
import styles from './field.module.css';

interface FieldLook {
  readonly label: string;
  /** What helps to fill it in. */
  readonly hint?: string;
  /** What is wrong with what is in it. */
  readonly fault?: string | undefined;
}

/** A labelled input; its hint and its fault are tied to it for screen readers (WCAG 2.2, 3.3.1). */
export function Field({ label, hint, fault, ...input }: FieldLook & ComponentProps<'input'>): ReactNode {
  return (
    <Labelled label={label} hint={hint} fault={fault}>
      {(ties) => <input {...input} {...ties} className={styles.input} />}
    </Labelled>
  );
}

/** A labelled text of several lines. */
export function TextArea({ label, hint, fault, ...input }: FieldLook & ComponentProps<'textarea'>): ReactNode {
  return (
    <Labelled label={label} hint={hint} fault={fault}>
      {(ties) => <textarea {...input} {...ties} className={styles.input} />}
    </Labelled>
  );
}

/** A labelled choice. */
export function Select({ label, hint, fault, children, ...input }: FieldLook & ComponentProps<'select'>): ReactNode {
  return (
    <Labelled label={label} hint={hint} fault={fault}>
      {(ties) => (
        <select {...input} {...ties} className={styles.input}>
          {children}
        </select>
      )}
    </Labelled>
  );
}

interface Ties {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

interface LabelledProps {
  readonly label: string;
  readonly hint: string | undefined;
  readonly fault: string | undefined;
  readonly children: (ties: Ties) => ReactNode;
}

function Labelled({ label, hint, fault, children }: LabelledProps): ReactNode {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, fault === undefined ? '' : `${id}-fault`].filter((part) => part !== '').join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': fault === undefined ? undefined : true })}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {fault === undefined ? null : (
        <p id={`${id}-fault`} className={styles.fault}>
          {fault}
        </p>
      )}
    </div>
  );
}
