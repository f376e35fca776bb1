import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { DeliverySession, type SessionChannel } from '../src/consuming/delivery-session.ts';

/** A channel that writes down its answers: what RabbitMQ 3.10 loses by many single ones, no broker in a test shows. */
class RecordedChannel extends EventEmitter implements SessionChannel {
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

function sessionOf(deliveries: number): { readonly channel: RecordedChannel; readonly session: DeliverySession } {
  const channel = new RecordedChannel();
  const session = new DeliverySession(channel, 100);
  session.subscribed('consumer');
  for (let tag = 1; tag <= deliveries; tag += 1) session.deliver(tag);
  return { channel, session };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test('what is done while messages are read is acknowledged at once when they are read', async () => {
  const { channel, session } = sessionOf(3);
  for (const tag of [1, 2, 3]) session.settle(tag);
  expect(channel.answers).toEqual([]);
  await new Promise<void>((resolve) => process.nextTick(resolve));
  expect(channel.answers).toEqual(['ack up to 3']);
});

test('what is done later is acknowledged in one answer for each turn of the event loop', async () => {
  const { channel, session } = sessionOf(6);
  await nextTurn();
  for (const tag of [2, 1, 3]) {
    session.settle(tag);
    await Promise.resolve();
  }
  await nextTurn();
  session.settle(5);
  session.settle(4);
  await nextTurn();
  expect(channel.answers).toEqual(['ack up to 3', 'ack up to 5']);
});

test('a stop acknowledges what is done before it cancels, and the rest in one answer at its end', async () => {
  const { channel, session } = sessionOf(8);
  for (const tag of [1, 2]) session.settle(tag);
  await session.cancel();
  for (const tag of [5, 3, 4, 6]) session.settle(tag);
  await nextTurn();
  expect(channel.answers).toEqual(['ack up to 2', 'cancel']);
  await session.close();
  expect(channel.answers).toEqual(['ack up to 2', 'cancel', 'ack up to 6', 'give back up to 8', 'close']);
});

test('a channel whose subscription the broker ended stays open for what it still holds', async () => {
  const { channel, session } = sessionOf(2);
  await nextTurn();
  session.retire();
  session.settle(1);
  await nextTurn();
  expect(channel.answers).toEqual(['ack up to 1']);
  session.settle(2);
  await nextTurn();
  expect(channel.answers).toEqual(['ack up to 1', 'ack up to 2', 'close']);
});
