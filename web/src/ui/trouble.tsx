'use client';

import type { ReactNode } from 'react';
import { Button, ButtonLink } from './button.tsx';
import { StandIn } from './stand-in.tsx';
import { troubleOf } from './trouble-of.ts';

export interface TroubleProps {
  /** As Next gives it to an error page: in production nothing of it is left but its digest. */
  readonly error: unknown;
  readonly retry: () => void;
}

/** What stands where a page failed: what happened as far as we know, what to do, and the id to ask about. */
export function Trouble({ error, retry }: TroubleProps): ReactNode {
  const { title, message, reference } = troubleOf(error);
  return (
    <StandIn
      picture="closed"
      title={title}
      actions={
        <>
          <Button look="primary" onClick={retry}>
            Try again
          </Button>
          <ButtonLink href="/">To the front page</ButtonLink>
        </>
      }
    >
      <p role="alert">{message}</p>
      {reference === undefined ? null : (
        <p>
          If you ask us about it, please tell us this number: <code>{reference}</code>
        </p>
      )}
    </StandIn>
  );
}
