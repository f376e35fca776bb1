import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Clock, Database, Outbox } from '@kada-mandiya/database';
import { PublishRejectedError, UnroutableEventError } from '@kada-mandiya/rabbitmq-client';
import { databasesUnderTest, type DatabaseUnderTest } from '../../../database/test/databases-under-test.ts';
import { eventually, recordingLogger } from '../../../rabbitmq-client/test/on-broker.ts';
import { startRelay, type Relay, type RelayOptions } from '../../src/events/index.ts';
import { manualClock, type ManualClock } from '../../src/testing/index.ts';
import { demo, type OrdersContract } from './demo-contracts.ts';
import { demoMigrations, demoParts, type DemoDb, type DemoParts } from './demo-services.ts';
import { recordingPublisher, type RecordingPublisher } from './recording-publisher.ts';
import { outboxRows, unpublished } from './test-bench.ts';

describe.each(databasesUnderTest)('relay on $name', ({ start }) => {
  const { orders } = demo();
  const { exchange } = orders.publishes['order.placed'][1];
  let place: DatabaseUnderTest;
  let database: Database<DemoDb>;
  let parts: DemoParts<OrdersContract>;
  let clock: ManualClock;
  let publisher: RecordingPublisher;
  let logger: ReturnType<typeof recordingLogger>;
  const relays: Relay[] = [];

  beforeEach(async () => {
    clock = manualClock();
    publisher = recordingPublisher();
    logger = recordingLogger();
    place = await start();
    database = await place.open<DemoDb>({ migrations: demoMigrations });
    parts = demoParts({ contract: orders, database, logger, clock, onPublished: () => relays.at(0)?.wake() });
  });
  afterEach(async () => {
    publisher.answer();
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    await place.drop();
  });

  const relayWith = (options: Partial<RelayOptions> = {}): Relay => {
    const owner = `relay-${relays.length}`;
    const relay = startRelay({ outbox: parts.outbox, publisher, contract: orders, owner, logger, clock, ...options });
    relays.push(relay);
    return relay;
  };
  const place1 = (): Promise<void> => parts.units.transaction(({ publish }) => publish('order.placed', { orderId: randomUUID(), amount: 1 }));
  const placeMany = async (count: number): Promise<readonly string[]> => {
    await parts.units.transaction(async ({ publish }) => {
      for (let number = 0; number < count; number += 1) await publish('order.placed', { orderId: randomUUID(), amount: number });
    });
    return (await outboxRows(database)).map(({ eventId }) => eventId);
  };
  const idle = (): Promise<void> => eventually(() => clock.sleeping === relays.length);
  /** A relay counts what it gives back before the database has it. */
  const givenBack = (): Promise<void> => eventually(async () => (await database.read.selectFrom('outbox').select('claimedBy').execute()).every(({ claimedBy }) => claimedBy === null));
  /** The outbox, whose first claim ends when the clock has moved. */
  const movedAtFirstClaim = (ms: number): Outbox => {
    let left = ms;
    return {
      ...parts.outbox,
      async claim(options) {
        const rows = await parts.outbox.claim(options);
        clock.advance(left);
        left = 0;
        return rows;
      },
    };
  };

  test('a commit wakes it, and a row is marked when the broker has confirmed it, not before', async () => {
    publisher.hold();
    const relay = relayWith();
    await idle();
    await place1();
    await eventually(() => publisher.waiting.length === 1);
    const [row] = await outboxRows(database);
    expect(publisher.waiting).toEqual([
      {
        exchange,
        routingKey: 'order.placed',
        content: Buffer.from(row?.envelope ?? ''),
        messageId: row?.eventId,
        correlationId: expect.any(String),
        type: 'order.placed',
        contentType: 'application/json',
        timestamp: 1_767_225_600,
        mandatory: true,
      },
    ]);
    expect(await unpublished(database)).toBe(1);
    publisher.answer();
    await eventually(async () => (await unpublished(database)) === 0);
    expect(relay.counts).toEqual({ published: 1, unroutable: 0, rejected: 0, released: 0 });
  });

  test('what another process has written is found by polling', async () => {
    relayWith({ pollMs: 1000 });
    await idle();
    await demoParts({ contract: orders, database, logger, clock }).units.transaction(({ publish }) =>
      publish('order.priced', { orderId: randomUUID(), amount: 1, currency: 'LKR' }, 2),
    );
    clock.advance(999);
    expect(publisher.confirmed).toEqual([]);
    clock.advance(1);
    await eventually(() => publisher.confirmed.length === 1);
  });

  test('four relays at once: no row is sent by two, and all are sent', async () => {
    const all = await placeMany(400);
    for (let number = 0; number < 4; number += 1) relayWith({ batchSize: 7 });
    await eventually(async () => (await unpublished(database)) === 0);
    expect(publisher.confirmed).toHaveLength(400);
    expect(new Set(publisher.confirmed)).toEqual(new Set(all));
    await eventually(() => relays.reduce((sum, { counts }) => sum + counts.published, 0) === 400);
  });

  test('the rows of a dead relay are taken over when its lease ends, and not before', async () => {
    const all = await placeMany(3);
    await parts.outbox.claim({ owner: 'dead', limit: 2, leaseMs: 30_000 });
    relayWith({ pollMs: 1000 });
    await eventually(() => publisher.confirmed.length === 1);
    await idle();
    for (let second = 1; second < 30; second += 1) {
      clock.advance(1000);
      await idle();
    }
    expect(publisher.confirmed).toHaveLength(1);
    clock.advance(1000);
    await eventually(() => publisher.confirmed.length === 3);
    expect(new Set(publisher.confirmed)).toEqual(new Set(all));
  });

  test('while the broker does not answer it gives up before its lease ends, and another relay has the rows at once', async () => {
    publisher.hold();
    await placeMany(3);
    const first = relayWith({ leaseMs: 30_000, backoff: { minMs: 1_000_000, maxMs: 1_000_000 } });
    await eventually(() => publisher.waiting.length === 3);
    clock.advance(19_999);
    expect(publisher.waiting).toHaveLength(3);
    clock.advance(1);
    await eventually(() => first.counts.released === 3);
    await givenBack();
    expect(publisher.waiting).toEqual([]);
    publisher.answer();
    relayWith();
    await eventually(async () => (await unpublished(database)) === 0);
    expect(publisher.confirmed).toHaveLength(3);
  });

  test('a clock that is set back after the claim gives it no more time', async () => {
    publisher.hold();
    await placeMany(1);
    const relay = relayWith({ outbox: movedAtFirstClaim(-3_600_000), leaseMs: 30_000 });
    await eventually(() => publisher.waiting.length === 1);
    clock.advance(20_000);

    await eventually(() => relay.counts.released === 1);
    // Its stop would wait for what is just being given back, on a clock that nobody moves.
    await givenBack();
  });

  test('rows of a claim that has taken most of its lease are given back unsent', async () => {
    await placeMany(1);
    const relay = relayWith({ outbox: movedAtFirstClaim(20_000), leaseMs: 30_000, backoff: { minMs: 1_000_000, maxMs: 1_000_000 } });
    await idle();

    expect([relay.counts.released, publisher.confirmed]).toEqual([1, []]);
  });

  test('what it gives back late is not taken from it where it has claimed it again, or two would send it', async () => {
    publisher.hold();
    await placeMany(1);
    const { promise: isTime, resolve: giveBackNow } = Promise.withResolvers<undefined>();
    const { promise: givenBack, resolve: ended } = Promise.withResolvers<number>();
    const outbox: Outbox = {
      ...parts.outbox,
      async release(ids, owner) {
        await isTime;
        const count = await parts.outbox.release(ids, owner);
        ended(count);
        return count;
      },
    };
    const relay = relayWith({ outbox, leaseMs: 3000, backoff: { minMs: 1, maxMs: 1 } });
    await eventually(() => publisher.waiting.length === 1);
    clock.advance(2000);
    await eventually(() => relay.counts.released === 1 && publisher.waiting.length === 0);
    await eventually(() => {
      if (publisher.waiting.length === 1) return true;
      clock.advance(500);
      return false;
    });
    giveBackNow(undefined);
    expect(await givenBack).toBe(0);
    expect(await parts.outbox.claim({ owner: 'another', limit: 1, leaseMs: 1 })).toEqual([]);
  });

  test('refused rows stay, are logged and counted, hold up no other, and are tried again after the lease', async () => {
    const [unroutable, rejected] = await placeMany(2);
    const refusal = new Map<string | undefined, Error>([
      [unroutable, new UnroutableEventError({ exchange: '', routingKey: '' }, '', 'no route')],
      [rejected, new PublishRejectedError({ exchange: '', routingKey: '' }, '', 'full')],
    ]);
    publisher.answer(({ messageId }) => refusal.get(messageId));
    const relay = relayWith({ batchSize: 2, leaseMs: 5000, pollMs: 5000, backoff: { minMs: 10, maxMs: 10 } });
    await eventually(() => relay.counts.rejected === 1 && relay.counts.unroutable === 1);
    await placeMany(5);
    clock.advance(10);
    await eventually(() => publisher.confirmed.length === 5);
    // They are marked after they were confirmed.
    await eventually(async () => (await unpublished(database)) === 2);
    expect(logger.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields)).toEqual([
      { eventId: unroutable, routingKey: 'order.placed', error: expect.any(UnroutableEventError) },
      { eventId: rejected, routingKey: 'order.placed', error: expect.any(PublishRejectedError) },
    ]);
    publisher.answer();
    await idle();
    clock.advance(5000);
    await eventually(async () => (await unpublished(database)) === 0);
    expect(publisher.confirmed).toHaveLength(7);
  });

  test('an event that the contract no longer sends stays, and holds up no other', async () => {
    const eventId = randomUUID();
    await database.transaction((unit) => parts.outbox.add(unit, [{ eventId, routingKey: 'order.lost', envelope: '{"version":1}' }]));
    await placeMany(1);
    const relay = relayWith();
    await eventually(() => publisher.confirmed.length === 1);
    expect(relay.counts.rejected).toBe(1);
    expect(logger.lines).toContainEqual(expect.objectContaining({ level: 'error', fields: { eventId, routingKey: 'order.lost' } }));
    expect(await outboxRows(database)).toHaveLength(2);
  });

  test('the pause after a failure grows up to the longest, and begins anew after a success', async () => {
    const pauses: number[] = [];
    const noting: Clock = {
      now: () => clock.now(),
      sleep(ms, signal) {
        pauses.push(ms);
        return clock.sleep(ms, signal);
      },
    };
    let isAway = true;
    const outbox: Outbox = { ...parts.outbox, claim: (options) => (isAway ? Promise.reject(new Error('away')) : parts.outbox.claim(options)) };
    relayWith({ outbox, clock: noting, pollMs: 1000, backoff: { minMs: 100, maxMs: 400 }, random: () => 1 });
    for (const away of [true, true, true, true, false, true]) {
      await idle();
      isAway = away;
      clock.advance(1000);
    }
    await idle();
    // So that its stop finds out that there is nothing to send.
    isAway = false;

    expect(pauses).toEqual([100, 200, 400, 400, 400, 1000, 100]);
  });

  test('marking is tried again, and nothing is sent twice meanwhile', async () => {
    let failures = 3;
    const outbox: Outbox = {
      ...parts.outbox,
      markPublished: (ids) => (failures-- > 0 ? Promise.reject(new Error('the database is away')) : parts.outbox.markPublished(ids)),
    };
    const all = await placeMany(3);
    const relay = relayWith({ outbox, leaseMs: 3000 });
    await eventually(() => publisher.confirmed.length === 3 && failures === 2);
    // The lease runs out again and again, so that the rows come again.
    await eventually(async () => {
      clock.advance(3000);
      return (await unpublished(database)) === 0;
    });
    expect(publisher.confirmed).toEqual(all);
    await eventually(() => relay.counts.published === 3);
  });

  test('a stop sends what is there', async () => {
    const relay = relayWith({ batchSize: 10 });
    await idle();
    await demoParts({ contract: orders, database, logger, clock }).units.transaction(async ({ publish }) => {
      for (let number = 0; number < 95; number += 1) await publish('order.placed', { orderId: randomUUID(), amount: number });
    });
    await relay.stop();
    expect(publisher.confirmed).toHaveLength(95);
    expect(await unpublished(database)).toBe(0);
    expect(clock.sleeping).toBe(0);
  });

  test('a stop without a broker ends in time and gives the rows back', async () => {
    publisher.hold();
    await placeMany(4);
    const relay = relayWith();
    await eventually(() => publisher.waiting.length === 4);
    const stopped = relay.stop({ withinMs: 1000 });
    await eventually(() => clock.sleeping === 2);
    clock.advance(1000);
    await stopped;
    expect(relay.counts.released).toBe(4);
    expect(await parts.outbox.claim({ owner: 'next', limit: 10, leaseMs: 1 })).toHaveLength(4);
    expect(clock.sleeping).toBe(0);
  });

  test('a stop has given back all that was not confirmed, of every batch, when it ends', async () => {
    publisher.hold();
    await placeMany(2);
    const given: number[] = [];
    let releases = 0;
    const outbox: Outbox = {
      ...parts.outbox,
      async release(ids, owner) {
        releases += 1;
        // One batch is given back at once, the other a little later.
        if (releases === 2) await new Promise(setImmediate);
        given.push(...ids);
        return parts.outbox.release(ids, owner);
      },
    };
    const relay = relayWith({ outbox, batchSize: 1, batches: 2 });
    await eventually(() => publisher.waiting.length === 2);
    const stopped = relay.stop({ withinMs: 1000 }).then(() => [...given]);
    await eventually(() => clock.sleeping === 3);
    clock.advance(1000);

    expect(await stopped).toHaveLength(2);
  });

  test('a stop that finds what was sent unmarked tries it twice', async () => {
    let failures = 2;
    const outbox: Outbox = {
      ...parts.outbox,
      markPublished: (ids) => (failures-- > 0 ? Promise.reject(new Error('the database is away')) : parts.outbox.markPublished(ids)),
    };
    await placeMany(1);
    const relay = relayWith({ outbox });
    await eventually(() => failures === 1);
    await idle();
    let isOver = false;
    void relay.stop().then(() => (isOver = true));
    await eventually(() => {
      // Its patience sleeps all the time, and the pause after a failure beside it.
      if (clock.sleeping > 1) clock.advance(100);
      return isOver;
    });

    expect([await unpublished(database), relay.counts.published]).toEqual([0, 1]);
  });

  test('a relay that dies at any step loses nothing: the next has its rows after the lease', async () => {
    for (let step = 1; ; step += 1) {
      await database.transaction(({ db }) => db.deleteFrom('outbox').execute());
      publisher.confirmed.length = 0;
      const all = await placeMany(5);
      const mortal = mortalParts(step);
      startRelay({ outbox: mortal.outbox, publisher: mortal.publisher, contract: orders, owner: 'mortal', logger, clock, batchSize: 3 });
      await eventually(async () => mortal.isDead() || (await unpublished(database)) === 0);
      // A dead process sends and marks no more.
      mortal.die();
      const died = (await unpublished(database)) > 0;
      clock.advance(30_000);
      const next = startRelay({ outbox: parts.outbox, publisher, contract: orders, owner: 'next', logger, clock });
      await next.stop();
      expect({ step, lost: all.filter((eventId) => !publisher.confirmed.includes(eventId)) }).toEqual({ step, lost: [] });
      expect(await unpublished(database)).toBe(0);
      if (!died) {
        // Two claims, five sends and confirms, two marks.
        expect(step).toBeGreaterThan(9);
        return;
      }
    }
  });

  interface Mortal extends Pick<RelayOptions, 'outbox' | 'publisher'> {
    isDead(): boolean;
    die(): void;
  }

  /** Ends before or after its n-th call to the world, and does nothing more. */
  function mortalParts(dieAt: number): Mortal {
    let steps = 0;
    let dead = false;
    const never = new Promise<never>(() => undefined);
    /** Each call has two steps: it is about to happen, and it has. */
    const alive = async <T>(call: () => Promise<T>): Promise<T> => {
      steps += 1;
      if (steps >= dieAt) dead = true;
      const result = dead ? await never : await call();
      steps += 1;
      if (steps >= dieAt) dead = true;
      return dead ? never : result;
    };
    return {
      isDead: () => dead,
      die: () => (dead = true),
      outbox: {
        ...parts.outbox,
        claim: (options) => alive(() => parts.outbox.claim(options)),
        markPublished: (ids) => alive(() => parts.outbox.markPublished(ids)),
        release: (ids, owner) => alive(() => parts.outbox.release(ids, owner)),
      },
      publisher: { send: (message, options) => alive(() => publisher.send(message, options)) },
    };
  }
});
