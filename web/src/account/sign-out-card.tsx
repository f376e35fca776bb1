import type { ReactNode } from 'react';
import { Card } from '#checkout/card.tsx';
import { Button } from '#ui/button.tsx';
import styles from './sign-out-card.module.css';

export interface SignOutCardProps {
  readonly email: string;
  /** The day of the registration, as it is written. */
  readonly since: string | undefined;
}

/** How one signs in, and what signing out does: the API ends the session of one browser. */
export function SignOutCard({ email, since }: SignOutCardProps): ReactNode {
  return (
    <Card title="Signing in and out">
      <p className={styles.text}>
        You sign in as <strong className={styles.email}>{email}</strong>
        {since === undefined ? '.' : `, a customer since ${since}.`}
      </p>
      <p className={styles.text}>Signing out ends your session in this browser, in all its tabs. On other devices you stay signed in until you sign out there, or have not come back for a month.</p>
      <form action="/session/sign-out" method="post">
        <Button type="submit">Sign out</Button>
      </form>
    </Card>
  );
}
