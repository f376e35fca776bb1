import { reasonOf } from '../errors.ts';
import type { OutgoingMessage } from './outgoing-message.ts';

/** A message that a publisher was given, until it is known what became of it. */
export interface Entry {
  readonly message: OutgoingMessage;
  /** Ends the sender's wait. */
  readonly signal: AbortSignal | undefined;
  readonly settle: (error?: Error) => void;
  settled: boolean;
  returned?: string;
}

/** Listens to each signal once, however many entries have it: Node looks through all listeners when it takes another. */
export class SharedSignals {
  readonly #onAbort: (signal: AbortSignal, reason: Error) => void;
  readonly #shared = new Map<AbortSignal, { entries: number; readonly listener: () => void }>();

  constructor(onAbort: (signal: AbortSignal, reason: Error) => void) {
    this.#onAbort = onAbort;
  }

  add(signal: AbortSignal): void {
    const known = this.#shared.get(signal);
    if (known !== undefined) {
      known.entries += 1;
      return;
    }
    const listener = (): void => this.#onAbort(signal, abortReason(signal));
    signal.addEventListener('abort', listener);
    this.#shared.set(signal, { entries: 1, listener });
  }

  remove(signal: AbortSignal): void {
    const known = this.#shared.get(signal);
    if (known === undefined) return;
    known.entries -= 1;
    if (known.entries > 0) return;
    signal.removeEventListener('abort', known.listener);
    this.#shared.delete(signal);
  }
}

/** What an aborted signal says, as an error. */
export function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new DOMException(reasonOf(reason), 'AbortError');
}
