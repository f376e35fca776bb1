import Link from 'next/link';
import type { ReactNode } from 'react';
import { chooseTheme } from '#theme/actions.ts';
import { currentTheme } from '#theme/current-theme.ts';
import styles from './page-footer.module.css';

const themes = [
  ['system', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const;

/** The end of every page: what this is, the theme. */
export async function PageFooter(): Promise<ReactNode> {
  const chosen = (await currentTheme()) ?? 'system';
  return (
    <footer className={styles.footer}>
      <div className={styles.inner}>
        <p>
          Kada Mandiya, the shop at the junction. <Link href="/products">Everything on the shelves</Link>
        </p>
        <form action={chooseTheme} className={styles.themes} aria-label="Colours">
          {themes.map(([theme, label]) => (
            <button key={theme} type="submit" name="theme" value={theme} aria-pressed={theme === chosen} className={styles.theme}>
              {label}
            </button>
          ))}
        </form>
      </div>
    </footer>
  );
}
