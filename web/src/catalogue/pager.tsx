import type { ReactNode } from 'react';
import { ButtonLink } from '#ui/button.tsx';
import styles from './pager.module.css';

export interface PagerProps {
  /** The addresses of the pages beside this one. */
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

/** To the pages beside this one; nothing where there is only one. */
export function Pager({ previous, next }: PagerProps): ReactNode {
  if (previous === undefined && next === undefined) return null;
  return (
    <nav aria-label="Pages" className={styles.pager}>
      {previous === undefined ? <span /> : <ButtonLink href={previous} rel="prev">Previous page</ButtonLink>}
      {next === undefined ? <span /> : <ButtonLink href={next} rel="next">Next page</ButtonLink>}
    </nav>
  );
}
