import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { ButtonLink } from '#ui/button.tsx';
import { StandIn } from '#ui/stand-in.tsx';

export const metadata: Metadata = { title: 'For administrators' };

export default function Forbidden(): ReactNode {
  return (
    <StandIn
      picture="closed"
      title="This door is for administrators"
      actions={
        <>
          <ButtonLink href="/" look="primary">
            To the front page
          </ButtonLink>
          <ButtonLink href="/profile">Your profile</ButtonLink>
        </>
      }
    >
      <p>You are signed in, but not as somebody who keeps the shelves. Sign out first if you have another account.</p>
    </StandIn>
  );
}
