import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { countries } from '#account/countries.ts';
import { ProfileForm } from '#account/profile-form.tsx';
import { valuesOfProfile } from '#account/profile-form-values.ts';
import { SignOutCard } from '#account/sign-out-card.tsx';
import { found } from '#api/problem.ts';
import { Card } from '#checkout/card.tsx';
import { PageFollower } from '#checkout/page-follower.tsx';
import { TwoColumns } from '#checkout/two-columns.tsx';
import { formatDay } from '#format/dates.ts';
import { visitorLocale } from '#format/locale.ts';
import { api, requireSession } from '#session/current-session.ts';
import { Notice } from '#ui/notice.tsx';
import { Page } from '#ui/page.tsx';

export const metadata: Metadata = { title: 'Your profile' };

export default async function ProfilePage(): Promise<ReactNode> {
  const session = await requireSession('/profile');
  const [client, locale] = await Promise.all([api(), visitorLocale()]);
  const profile = await found(client.GET('/users/me'));
  return (
    <Page title="Your profile" lead="How to reach you, and where to bring what you order.">
      <TwoColumns aside={<SignOutCard email={session.account.email} since={profile === undefined ? undefined : formatDay(profile.createdAt, locale)} />}>
        <Card title="About you">
          {profile === undefined ? (
            <>
              <Notice tone="info" title="One moment">
                Your account is new, and your profile is being made. This page shows it as soon as it is there.
              </Notice>
              <PageFollower waitingFor="Your profile" />
            </>
          ) : (
            <ProfileForm values={valuesOfProfile(profile)} countries={countries()} />
          )}
        </Card>
      </TwoColumns>
    </Page>
  );
}
