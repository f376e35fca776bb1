import { Deque } from './deque.ts';
import type { FrameWriter } from './framing.ts';
import type { Recorder } from './recorder.ts';

interface Outcome {
  readonly tag: number;
  readonly accepted: boolean;
  /** How much of the journal must be on disk first. */
  readonly after: number;
}

/** The confirms that a channel owes, in the order of publishing. */
export class Confirms {
  #lastTag = 0;
  readonly #owed = new Deque<Outcome>();

  get isEmpty(): boolean {
    return this.#owed.length === 0;
  }

  add(accepted: boolean, after: number): void {
    this.#owed.push({ tag: ++this.#lastTag, accepted, after });
  }

  /** Sends what is due: one acknowledgement for as many messages as possible. What cannot be kept any more is refused. */
  send(output: FrameWriter, channel: number, { durable, failed }: Pick<Recorder, 'durable' | 'failed'>): void {
    let first = 0;
    let last = 0;
    const acknowledge = (): void => {
      if (last > 0) output.method(channel, 'BasicAck', { deliveryTag: last, multiple: last > first });
      first = last = 0;
    };
    for (let next = this.#owed.peek(); next !== undefined && (failed || next.after <= durable); next = this.#owed.peek()) {
      this.#owed.shift();
      if (next.accepted && next.after <= durable) {
        if (first === 0) first = next.tag;
        last = next.tag;
      } else {
        acknowledge();
        output.method(channel, 'BasicNack', { deliveryTag: next.tag, multiple: false, requeue: false });
      }
    }
    acknowledge();
  }
}
