import Link from 'next/link';
import type { ReactNode } from 'react';
import { pieces } from '#cart/cart.ts';
import { currentCart } from '#cart/current-cart.ts';
import { currentSession } from '#session/current-session.ts';
import { isAdmin } from '#session/session.ts';
import { SessionWatch } from '#session/session-watch.tsx';
import { AccountMenu } from './account-menu.tsx';
import { BagIcon, SearchIcon } from './icons.tsx';
import { joinClasses } from './join-classes.ts';
import { Logo } from './logo.tsx';
import styles from './page-header.module.css';
import { SearchField } from './search-field.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';

/** The shop's sign, the search, and where one can go. */
export async function PageHeader(): Promise<ReactNode> {
  const [session, cart] = await Promise.all([currentSession(), currentCart()]);
  const inCart = pieces(cart);
  return (
    <header className={styles.header}>
      <SessionWatch visitor={session?.account.userId ?? ''} />
      <div className={styles.inner}>
        <Link href="/" className={styles.brand} aria-label="Kada Mandiya, to the front page">
          <Logo />
        </Link>
        <form action="/products" role="search" className={styles.search}>
          <SearchField className={styles.query} />
          <button type="submit" className={styles.go} aria-label="Search">
            <SearchIcon />
          </button>
        </form>
        <nav aria-label="Shop" className={styles.nav}>
          <Link href="/products" className={joinClasses(styles.link, styles.products)}>
            Products
          </Link>
          {session === undefined ? (
            <Link href="/sign-in" className={styles.link}>
              Sign in
            </Link>
          ) : (
            <AccountMenu email={session.account.email} links={isAdmin(session) ? [...ownLinks, ...adminLinks] : ownLinks} />
          )}
          <Link href="/cart" className={joinClasses(styles.link, styles.cart)}>
            <BagIcon />
            <VisuallyHidden>Cart, </VisuallyHidden>
            <span className={styles.count}>{inCart}</span>
            <VisuallyHidden> {inCart === 1 ? 'piece' : 'pieces'}</VisuallyHidden>
          </Link>
        </nav>
      </div>
    </header>
  );
}

const ownLinks = [
  { href: '/orders', name: 'Orders' },
  { href: '/notifications', name: 'Notifications' },
  { href: '/profile', name: 'Profile' },
];

const adminLinks = [
  { href: '/admin/products', name: 'Manage products' },
  { href: '/admin/categories', name: 'Manage categories' },
];
