import type { Store } from './store.ts';

/** One request at work: all that it does happens in one transaction and at one time. */
export interface Unit {
  readonly store: Store;
  readonly now: Date;
  /** Address of the sandbox, for the pages that it has. */
  readonly url: string;
  readonly apiVersion: string;
  /** What events name as their cause. */
  readonly cause: { readonly id: string | null; readonly idempotency_key: string | null };
}
