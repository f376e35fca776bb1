'use client';

import Link from 'next/link';
import type { MouseEvent, ReactNode } from 'react';
import styles from './account-menu.module.css';

export interface AccountMenuProps {
  readonly email: string;
  readonly links: readonly { readonly href: string; readonly name: string }[];
}

/** What belongs to the visitor. A popover: the browser closes it on Escape and on a click elsewhere, with scripts or without. */
export function AccountMenu({ email, links }: AccountMenuProps): ReactNode {
  return (
    <div className={styles.account}>
      <button type="button" popoverTarget="account-menu" className={styles.opener}>
        Account
      </button>
      <div id="account-menu" popover="auto" className={styles.menu}>
        <p className={styles.who}>{email}</p>
        <ul className={styles.links} onClick={close}>
          {links.map(({ href, name }) => (
            <li key={href}>
              <Link href={href} className={styles.item}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
        <form action="/session/sign-out" method="post">
          <button type="submit" className={styles.item}>
            Sign out
          </button>
        </form>
      </div>
    </div>
  );
}

/** The header stays while pages change under it. */
function close({ currentTarget }: MouseEvent<HTMLElement>): void {
  currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
}
