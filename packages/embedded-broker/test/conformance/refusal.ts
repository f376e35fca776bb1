import type { EventEmitter } from 'node:events';

/** How a broker closed a channel or a connection: its reply code, its text, and the method that it blames. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

const closings = new WeakMap<EventEmitter, Promise<Refusal>>();

/** From here on an error of this channel or connection is kept for `closingOf`. */
export function watchForClosing<T extends EventEmitter>(emitter: T): T {
  const closing = new Promise<Refusal>((resolve) => {
    emitter.once('error', (error: unknown) => resolve(toRefusal(error)));
  });
  // A second error would otherwise be thrown: EventEmitter's rule for 'error' without a listener.
  emitter.on('error', () => undefined);
  closings.set(emitter, closing);
  return emitter;
}

/** Waits until the broker has closed this channel or connection because of an error. */
export async function closingOf(emitter: EventEmitter): Promise<Refusal> {
  const closing = closings.get(emitter);
  if (closing === undefined) throw new Error('This channel is not watched.');
  return closing;
}

/** The refusal with which an operation must end. */
export async function refusalOf(operation: Promise<unknown>): Promise<Refusal> {
  let result: unknown;
  try {
    result = await operation;
  } catch (error) {
    return toRefusal(error);
  }
  throw new Error(`Expected a refusal, got ${JSON.stringify(result)}.`);
}

function toRefusal(error: unknown): Refusal {
  if (!(error instanceof Error)) throw new TypeError(`Not an error: ${String(error)}`);
  const text = /with message "(.*)"$/s.exec(error.message)?.[1] ?? error.message;
  return { code: 'code' in error && typeof error.code === 'number' ? error.code : 0, text };
}
