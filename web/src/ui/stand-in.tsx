import type { ReactNode } from 'react';
import styles from './stand-in.module.css';

export interface StandInProps {
  readonly picture: 'signpost' | 'closed';
  readonly title: string;
  readonly children: ReactNode;
  /** The ways on. */
  readonly actions: ReactNode;
}

/** A page that stands in for the one that was wanted. */
export function StandIn({ picture, title, children, actions }: StandInProps): ReactNode {
  return (
    <div className={styles.standIn}>
      <img src={`/art/${picture}.svg`} width="400" height="400" alt="" className={styles.picture} />
      <h1>{title}</h1>
      {children}
      <div className={styles.actions}>{actions}</div>
    </div>
  );
}
