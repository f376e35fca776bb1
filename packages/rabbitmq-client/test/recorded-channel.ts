import { EventEmitter } from 'node:events';
import type { SessionChannel } from '../src/consuming/delivery-session.ts';

/** A channel that writes down its answers: what RabbitMQ 3.10 loses by many single ones, no broker in a test shows. */
export class RecordedChannel extends EventEmitter implements SessionChannel {
  readonly answers: string[] = [];

  ack({ fields }: Parameters<SessionChannel['ack']>[0], allUpTo?: boolean): void {
    this.answers.push(`${allUpTo === true ? 'ack up to' : 'ack'} ${fields.deliveryTag}`);
  }

  nack({ fields }: Parameters<SessionChannel['nack']>[0], allUpTo?: boolean): void {
    this.answers.push(`${allUpTo === true ? 'give back up to' : 'give back'} ${fields.deliveryTag}`);
  }

  cancel(consumerTag: string): Promise<{ consumerTag: string }> {
    this.answers.push('cancel');
    return Promise.resolve({ consumerTag });
  }

  close(): Promise<void> {
    this.answers.push('close');
    return Promise.resolve();
  }
}

/** What was scheduled so far, and what that scheduled, has run. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
