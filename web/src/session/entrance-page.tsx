import Link from 'next/link';
import type { ReactNode } from 'react';
import { Page } from '#ui/page.tsx';
import styles from './entrance-page.module.css';
import type { RefusedForm } from './refused-form.ts';
import { entrancePath } from './return-path.ts';
import { SessionForm } from './session-form.tsx';

export interface EntrancePageProps {
  readonly kind: 'register' | 'sign-in';
  readonly title: string;
  readonly lead: string;
  readonly next: string;
  readonly refused: RefusedForm | undefined;
}

/** The shop's door: the form on the one side, the shop on the other. */
export function EntrancePage({ kind, title, lead, next, refused }: EntrancePageProps): ReactNode {
  return (
    <div className={styles.entrance}>
      <Page title={title} lead={lead} narrow>
        <SessionForm kind={kind} next={next} refused={refused} />
        <p className={styles.other}>
          {kind === 'sign-in' ? 'New here?' : 'You have an account?'}{' '}
          {kind === 'sign-in' ? <Link href={entrancePath('/register', next)}>Open an account</Link> : <Link href={entrancePath('/sign-in', next)}>Sign in</Link>}
        </p>
      </Page>
      <div className={styles.picture}>
        <img src="/art/shop.svg" alt="" width="480" height="360" />
      </div>
    </div>
  );
}
