import type { ReactNode } from 'react';
import styles from './skip-link.module.css';

/** The first thing that the keyboard reaches: over the header, to what the page is about (WCAG 2.2, 2.4.1). */
export function SkipLink(): ReactNode {
  return (
    <a className={styles.link} href="#main">
      Skip to the content
    </a>
  );
}
