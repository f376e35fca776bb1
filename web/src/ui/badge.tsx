import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { joinClasses } from './join-classes.ts';

export interface BadgeProps {
  readonly tone: 'bad' | 'good' | 'info' | 'warn';
  readonly children: ReactNode;
}

/** A word on how something stands. The word tells it, the colour only helps. */
export function Badge({ tone, children }: BadgeProps): ReactNode {
  return <strong className={joinClasses(styles.badge, styles[tone])}>{children}</strong>;
}
