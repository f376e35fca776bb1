/**
 * What one channel has sent and the broker has not answered. On a channel in confirm mode the messages are numbered
 * from 1, and an answer is for one number or for all up to it (https://www.rabbitmq.com/docs/confirms).
 */
export interface ConfirmWindow<T> {
  nextTag: number;
  readonly unconfirmed: Map<number, T>;
}

export function emptyWindow<T>(): ConfirmWindow<T> {
  return { nextTag: 1, unconfirmed: new Map() };
}

export function sent<T>(window: ConfirmWindow<T>, entry: T): void {
  window.unconfirmed.set(window.nextTag, entry);
  window.nextTag += 1;
}

/** Calls back, oldest first, with what an answer is for; an answer that was given before is for nothing. */
export function answered<T>(
  window: ConfirmWindow<T>,
  { deliveryTag, multiple }: { readonly deliveryTag: number; readonly multiple: boolean },
  each: (entry: T) => void,
): void {
  if (!multiple) {
    const entry = window.unconfirmed.get(deliveryTag);
    if (entry === undefined) return;
    window.unconfirmed.delete(deliveryTag);
    each(entry);
    return;
  }
  for (const [tag, entry] of window.unconfirmed) {
    if (tag > deliveryTag) return;
    window.unconfirmed.delete(tag);
    each(entry);
  }
}
