import { expect, test } from '@jest/globals';
import { DeliverySession } from '../src/consuming/delivery-session.ts';
import { nextTurn, RecordedChannel } from './recorded-channel.ts';

function sessionOf(deliveries: number): { readonly channel: RecordedChannel; readonly session: DeliverySession } {
  const channel = new RecordedChannel();
  const session = new DeliverySession(channel, 100);
  session.subscribed('consumer');
  for (let tag = 1; tag <= deliveries; tag += 1) session.deliver(tag);
  return { channel, session };
}

test('what is done in a turn is acknowledged in one answer at its end', () => {
  const { channel, session } = sessionOf(3);
  session.turn(() => {
    for (const tag of [1, 2, 3]) session.settle(tag);
    expect(channel.answers).toEqual([]);
  });
  expect(channel.answers).toEqual(['ack up to 3']);
});

test('a turn that throws acknowledges what was done before', () => {
  const { channel, session } = sessionOf(2);
  const failing = (): void => {
    session.settle(1);
    throw new Error('a fault');
  };
  expect(() => session.turn(failing)).toThrow('a fault');
  expect(channel.answers).toEqual(['ack up to 1']);
});

test('what is done after a turn is acknowledged too', async () => {
  const { channel, session } = sessionOf(2);
  session.turn(() => session.settle(1));
  session.settle(2);
  await nextTurn();
  expect(channel.answers).toEqual(['ack up to 1', 'ack up to 2']);
});

test('a turn that ends the last of an ended subscription closes its channel once', async () => {
  const { channel, session } = sessionOf(2);
  session.retire();
  session.turn(() => [1, 2].forEach((tag) => session.settle(tag)));
  await nextTurn();
  expect(channel.answers).toEqual(['ack up to 2', 'close']);
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
