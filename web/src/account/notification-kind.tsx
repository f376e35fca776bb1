import type { ReactNode } from 'react';
import { BellIcon, CardIcon, CheckIcon, CrossIcon, HandIcon } from '#ui/icons.tsx';

export interface NotificationKind {
  /** What it is about, in a word or two. */
  readonly name: string;
  readonly tone: 'bad' | 'good' | 'info' | 'warn';
  readonly icon: ReactNode;
}

const kinds: ReadonlyMap<string, NotificationKind> = new Map([
  ['welcome', { name: 'Welcome', tone: 'info', icon: <HandIcon /> }],
  ['order-paid', { name: 'Paid', tone: 'good', icon: <CheckIcon /> }],
  ['payment-failed', { name: 'Payment failed', tone: 'bad', icon: <CardIcon /> }],
  ['order-cancelled', { name: 'Cancelled', tone: 'warn', icon: <CrossIcon /> }],
]);

const news: NotificationKind = { name: 'News', tone: 'info', icon: <BellIcon /> };

/** How a kind of notification is shown. The contract's list is open: one that nobody knows yet is news. */
export function notificationKind(kind: string): NotificationKind {
  return kinds.get(kind) ?? news;
}
