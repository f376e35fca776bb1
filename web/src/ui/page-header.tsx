import Link from 'next/link';
import type { ReactNode } from 'react';
import { pieces } from '#cart/cart.ts';
import { currentCart } from '#cart/current-cart.ts';
import { currentSession } from '#session/current-session.ts';
import { isAdmin } from '#session/session.ts';
import { BagIcon, SearchIcon } from './icons.tsx';
import { Logo } from './logo.tsx';
import styles from './page-header.module.css';

/** The shop's sign, the search, and where one can go. */
export async function PageHeader(): Promise<ReactNode> {
  const [session, cart] = await Promise.all([currentSession(), currentCart()]);
  const inCart = pieces(cart);
  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <Link href="/" className={styles.brand} aria-label="Kada Mandiya, to the front page">
          <Logo />
        </Link>
        <form action="/products" role="search" className={styles.search}>
          <input type="search" name="q" aria-label="Search the shop" placeholder="Rice, tea, cinnamon …" maxLength={100} className={styles.query} />
          <button type="submit" className={styles.go} aria-label="Search">
            <SearchIcon />
          </button>
        </form>
        <nav aria-label="Shop" className={styles.nav}>
          <Link href="/products">Products</Link>
          {session === undefined ? (
            <Link href="/sign-in">Sign in</Link>
          ) : (
            <details className={styles.account}>
              <summary>Account</summary>
              <div className={styles.menu}>
                <p className={styles.who}>{session.account.email}</p>
                <Link href="/orders">Orders</Link>
                <Link href="/notifications">Notifications</Link>
                <Link href="/profile">Profile</Link>
                {isAdmin(session) ? <Link href="/admin/products">Manage products</Link> : null}
                {isAdmin(session) ? <Link href="/admin/categories">Manage categories</Link> : null}
                <form action="/session/sign-out" method="post">
                  <button type="submit">Sign out</button>
                </form>
              </div>
            </details>
          )}
          <Link href="/cart" className={styles.cart} aria-label={inCart === 0 ? 'Cart, empty' : `Cart, ${inCart} ${inCart === 1 ? 'piece' : 'pieces'}`}>
            <BagIcon />
            <span className={styles.count}>{inCart}</span>
          </Link>
        </nav>
      </div>
    </header>
  );
}
