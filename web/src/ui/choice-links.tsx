import Link from 'next/link';
import type { ReactNode } from 'react';
import styles from './choice-links.module.css';

export interface Choice {
  readonly href: string;
  readonly name: string;
  readonly isCurrent: boolean;
}

/** Ways to look at the same thing, side by side; one of them is the present one. */
export function ChoiceLinks({ label, choices }: { readonly label: string; readonly choices: readonly Choice[] }): ReactNode {
  return (
    <nav aria-label={label}>
      <ul className={styles.choices}>
        {choices.map(({ href, name, isCurrent }) => (
          <li key={href}>
            <Link href={href} className={styles.choice} aria-current={isCurrent ? 'true' : undefined}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
