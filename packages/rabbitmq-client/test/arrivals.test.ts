import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arrivalsOf, halfOf, type Arrival } from '../src/consuming/arrivals.ts';
import { DeliverySession, noProperties } from '../src/consuming/delivery-session.ts';
import { nextTurn, RecordedChannel } from './recorded-channel.ts';

function arrivalOf(deliveryTag: number): Arrival {
  const fields = { consumerTag: 'consumer', deliveryTag, redelivered: false, exchange: '', routingKey: '' };
  return { receivedAt: 0, message: { content: Buffer.alloc(0), properties: noProperties, fields } };
}

interface Bench {
  readonly channel: RecordedChannel;
  readonly session: DeliverySession;
  readonly handled: number[];
  readonly lost: number[];
  readonly arrive: (...tags: readonly number[]) => void;
}

/** What is handled is done with at once. */
function benchOf(atMost: number, onHandled: (tag: number, bench: Bench) => void = () => undefined): Bench {
  const channel = new RecordedChannel();
  const session = new DeliverySession(channel, 100);
  session.subscribed('consumer');
  const handled: number[] = [];
  const lost: number[] = [];
  const arrivals = arrivalsOf(session, {
    atMost,
    handle: ({ message: { fields } }) => {
      handled.push(fields.deliveryTag);
      session.settle(fields.deliveryTag);
      onHandled(fields.deliveryTag, bench);
    },
    lost: (count) => lost.push(count),
  });
  const arrive = (...tags: readonly number[]): void => tags.forEach((tag) => arrivals(arrivalOf(tag)));
  const bench: Bench = { channel, session, handled, lost, arrive };
  return bench;
}

const oneTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('so many are handled in one turn at most, in their order, each turn with one acknowledgement at its end', async () => {
  const { arrive, handled, channel, lost } = benchOf(2);
  arrive(1, 2, 3, 4, 5);
  expect(handled).toEqual([]);
  const seen: string[] = [];
  while (handled.length < 5) {
    await oneTurn();
    seen.push(`${handled.join(' ')}: ${channel.answers.at(-1) ?? 'nothing'}`);
  }
  expect(seen).toEqual(['1 2: ack up to 2', '1 2 3 4: ack up to 4', '1 2 3 4 5: ack up to 5']);
  expect(channel.answers).toEqual(['ack up to 2', 'ack up to 4', 'ack up to 5']);
  expect(lost).toEqual([]);
});

test('however they come, each is handled once, in order, and acknowledged', async () => {
  const bursts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(bursts, fc.integer({ min: 1, max: 5 }), async (sizes, atMost) => {
      const { arrive, handled, channel } = benchOf(atMost);
      let tag = 0;
      for (const size of sizes) {
        arrive(...Array.from({ length: size }, () => ++tag));
        await oneTurn();
      }
      while (handled.length < tag) await oneTurn();
      expect(handled).toEqual(Array.from({ length: tag }, (_, index) => index + 1));
      expect(channel.answers.at(-1)).toBe(tag === 0 ? undefined : `ack up to ${tag}`);
    }),
  );
});

test('what waits when the channel is gone is not handled', async () => {
  const { arrive, handled, channel, lost } = benchOf(2);
  arrive(1, 2, 3, 4, 5);
  await oneTurn();
  channel.emit('close');
  arrive(6);
  await nextTurn();
  expect(handled).toEqual([1, 2]);
  expect(lost).toEqual([3, 1]);
  expect(channel.answers).toEqual(['ack up to 2']);
});

test('what waits when a consumer closes is given back, and not handled', async () => {
  const { arrive, handled, channel, session, lost } = benchOf(2);
  arrive(1, 2, 3, 4, 5);
  await oneTurn();
  await session.close();
  await nextTurn();
  expect(handled).toEqual([1, 2]);
  expect(lost).toEqual([3]);
  expect(channel.answers).toEqual(['ack up to 2', 'give back up to 5', 'close']);
});

test('what waits when a consumer is cancelled is handled, and acknowledged when it closes', async () => {
  const { arrive, handled, channel, session, lost } = benchOf(2);
  arrive(1, 2, 3, 4, 5);
  await oneTurn();
  await session.cancel();
  while (handled.length < 5) await oneTurn();
  await session.close();
  expect(lost).toEqual([]);
  expect(channel.answers).toEqual(['ack up to 2', 'cancel', 'ack up to 5', 'close']);
});

test('a channel that goes in the middle of a turn takes the rest of the turn along', async () => {
  const { arrive, handled, channel, lost } = benchOf(3, (tag, bench) => {
    if (tag === 2) bench.channel.emit('close');
  });
  arrive(1, 2, 3, 4, 5);
  await nextTurn();
  expect(handled).toEqual([1, 2]);
  expect(lost.toSorted()).toEqual([1, 2]);
  expect(channel.answers).toEqual([]);
});

test.each([
  [1, 1],
  [2, 1],
  [5, 3],
  [99, 50],
  [200, 50],
  [5000, 50],
  [0, 50],
])('with a prefetch of %i, at most %i are handled in one turn', (prefetch, most) => {
  expect(halfOf(prefetch)).toBe(most);
});
