import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';
import { joinClasses } from './join-classes.ts';

export interface ButtonLook {
  /** `primary`: what the page is for, once. `quiet`: beside it. `danger`: what cannot be undone. */
  readonly look?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly size?: 'small' | 'large';
  readonly wide?: boolean;
}

/** Does something. */
export function Button({ look, size, wide, className, type = 'button', ...rest }: ComponentProps<'button'> & ButtonLook): ReactNode {
  return <button {...rest} type={type} className={joinClasses(classOf({ look, size, wide }), className)} />;
}

/** Leads somewhere, and looks like a button. */
export function ButtonLink({ look, size, wide, className, ...rest }: ComponentProps<typeof Link> & ButtonLook): ReactNode {
  return <Link {...rest} className={joinClasses(classOf({ look, size, wide }), className)} />;
}

function classOf({ look = 'secondary', size, wide }: { readonly [Key in keyof ButtonLook]: ButtonLook[Key] | undefined }): string {
  return joinClasses(styles.button, styles[look], size !== undefined && styles[size], wide === true && styles.wide);
}
