import type { Binding, Exchange, Policy, Queue } from '@kada-mandiya/contract';
import type { Difference } from './compare.ts';
import type { ActualBinding, ActualExchange, ActualPolicy, ActualQueue } from './broker-state.ts';

/** One step from a broker as it is to a broker as the contracts want it. */
export type Change = ApplyChange | PruneChange;

/** What `apply` does: it makes what is missing and replaces what differs. */
export type ApplyChange =
  | { readonly kind: 'put-policy'; readonly policy: Policy; readonly differences: readonly Difference[] }
  | { readonly kind: 'declare-exchange'; readonly exchange: Exchange }
  | {
      readonly kind: 'replace-exchange';
      readonly exchange: Exchange;
      readonly differences: readonly Difference[];
      /** Why it cannot be replaced while the broker runs, and what to do. */
      readonly refusal?: string;
    }
  /** A replacement was interrupted after the old exchange was deleted: the substitute still stands. */
  | { readonly kind: 'finish-exchange'; readonly exchange: Exchange }
  | { readonly kind: 'declare-queue'; readonly queue: Queue }
  | {
      readonly kind: 'replace-queue';
      readonly queue: Queue;
      readonly actual: ActualQueue;
      readonly differences: readonly Difference[];
      readonly refusal?: string;
    }
  /** A replacement was interrupted after the old queue was deleted: the substitute still stands. */
  | { readonly kind: 'finish-queue'; readonly queue: Queue; readonly swap: ActualQueue }
  | { readonly kind: 'bind'; readonly binding: Binding };

/** What `prune` does: it takes away what no contract knows. */
export type PruneChange =
  | { readonly kind: 'unbind'; readonly binding: ActualBinding }
  | { readonly kind: 'delete-queue'; readonly queue: ActualQueue }
  | { readonly kind: 'delete-exchange'; readonly exchange: ActualExchange }
  | { readonly kind: 'delete-policy'; readonly policy: ActualPolicy };

/** Whether a change takes something away that no contract knows. */
export function isPrune(change: Change): change is PruneChange {
  switch (change.kind) {
    case 'unbind':
    case 'delete-queue':
    case 'delete-exchange':
    case 'delete-policy':
      return true;
    default:
      return false;
  }
}
