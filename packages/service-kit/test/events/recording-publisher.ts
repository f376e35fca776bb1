import type { OutgoingMessage, Publisher } from '@kada-mandiya/rabbitmq-client';

/** A broker's part of a relay's test: it takes what is sent, and answers as it is told. */
export interface RecordingPublisher extends Pick<Publisher, 'send'> {
  /** The ids of what was confirmed, in the order of the confirms. */
  readonly confirmed: string[];
  /** What waits for an answer. */
  readonly waiting: readonly OutgoingMessage[];
  /** Answers what waits, and from now on all at once: with a confirm, or with that error. */
  answer(refusal?: (message: OutgoingMessage) => Error | undefined): void;
  /** Answers nothing from now on. */
  hold(): void;
}

export function recordingPublisher(): RecordingPublisher {
  const confirmed: string[] = [];
  const waiting = new Map<OutgoingMessage, (refusal: Error | undefined) => void>();
  let answering: ((message: OutgoingMessage) => Error | undefined) | undefined = () => undefined;
  return {
    confirmed,
    get waiting() {
      return [...waiting.keys()];
    },
    send: (message, { signal } = {}) =>
      new Promise((resolve, reject) => {
        const settle = (refusal: Error | undefined): void => {
          waiting.delete(message);
          if (refusal !== undefined) {
            reject(refusal);
            return;
          }
          confirmed.push(message.messageId ?? '');
          resolve();
        };
        waiting.set(message, settle);
        signal?.addEventListener('abort', () => settle(new Error('aborted')), { once: true });
        if (answering !== undefined) setImmediate(() => waiting.get(message)?.(answering?.(message)));
      }),
    answer(refusal = () => undefined) {
      answering = refusal;
      for (const [message, settle] of waiting) settle(refusal(message));
    },
    hold: () => (answering = undefined),
  };
}
