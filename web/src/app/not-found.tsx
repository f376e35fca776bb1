import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { ButtonLink } from '#ui/button.tsx';
import { StandIn } from '#ui/stand-in.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound(): ReactNode {
  return (
    <StandIn
      picture="signpost"
      title="This road leads nowhere"
      actions={
        <>
          <ButtonLink href="/products" look="primary">
            To the shelves
          </ButtonLink>
          <ButtonLink href="/">To the front page</ButtonLink>
        </>
      }
    >
      <p>There is no such page, or no such product any more. The search at the top knows everything we have.</p>
    </StandIn>
  );
}
