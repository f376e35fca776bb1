import type { ReactNode } from 'react';
import styles from './logo.module.css';

/** The shop at the junction: an awning over a crossing. */
export function Logo(): ReactNode {
  return (
    <span className={styles.logo}>
      <svg aria-hidden="true" viewBox="0 0 40 40" width="36" height="36">
        <rect width="40" height="40" rx="10" fill="#0e5a41" />
        <path d="M8 11h24l2 7H6z" fill="#eeb02a" />
        <path d="M6 18a3.500 3.500 0 0 0 7 0 3.500 3.500 0 0 0 7 0 3.500 3.500 0 0 0 7 0 3.500 3.500 0 0 0 7 0z" fill="#fbf7ee" />
        <path d="M20 32v-9M13 32l7-5.500 7 5.500" fill="none" stroke="#fbf7ee" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      <span className={styles.name}>
        Kada <span>Mandiya</span>
      </span>
    </span>
  );
}
