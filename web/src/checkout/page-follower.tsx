'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState, type ReactNode } from 'react';
import { Button } from '#ui/button.tsx';
import { followDelay } from './follow.ts';
import styles from './page-follower.module.css';

/** Looks again for what the page waits for, less and less often; after a few minutes it leaves that to the visitor. Shown for as long as something may change. */
export function PageFollower({ waitingFor }: { readonly waitingFor: string }): ReactNode {
  const router = useRouter();
  const [round, setRound] = useState(0);
  const [tired, setTired] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = (turn: number): void => {
      const delay = followDelay(turn);
      if (delay === undefined) {
        setTired(true);
        return;
      }
      timer = setTimeout(() => {
        router.refresh();
        next(turn + 1);
      }, delay);
    };
    next(0);
    return () => clearTimeout(timer);
  }, [router, round]);
  const again = (): void => {
    setTired(false);
    setRound(round + 1);
    router.refresh();
  };
  return (
    <div className={styles.follower}>
      <noscript>
        <a href="">Look again</a>
      </noscript>
      {tired ? (
        <>
          <p>{waitingFor} takes longer than usual. Nothing is lost: you can come back later.</p>
          <Button size="small" onClick={again}>
            Look again
          </Button>
        </>
      ) : null}
    </div>
  );
}
