import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Profile } from '@kada-mandiya/http-contracts/user-service';
import { Card } from './card.tsx';
import styles from './delivery.module.css';

/** Whom and where to deliver to, as the profile has it; `undefined` for the moment after the registration. */
export function Delivery({ profile }: { readonly profile: Profile | undefined }): ReactNode {
  const address = profile?.address;
  return (
    <Card title="Delivery" action={<Link href="/profile">{address === undefined ? 'Add your address' : 'Change'}</Link>}>
      <address className={styles.address}>
        {profile === undefined ? null : <strong>{profile.name}</strong>}
        {address === undefined ? (
          <span className={styles.missing}>We have no address of yours yet. You can order now, and tell us where to bring it in your profile.</span>
        ) : (
          <>
            <span>{address.line1}</span>
            {address.line2 === undefined ? null : <span>{address.line2}</span>}
            <span>{[address.postalCode, address.city].join(' ')}</span>
            <span>{new Intl.DisplayNames('en', { type: 'region' }).of(address.country)}</span>
          </>
        )}
        {profile?.phone === undefined ? null : <span className={styles.phone}>{profile.phone}</span>}
      </address>
    </Card>
  );
}
