import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CompiledQuery } from 'kysely';
import { createInbox, createOutbox, openDatabase, type Database, type TransactionOptions } from '../src/index.ts';
import { temporaryPlace } from '../src/testing/index.ts';
import { shopMigrations, type Shop } from './shop.ts';

/** What SQLite calls it (https://www.sqlite.org/pragma.html#pragma_synchronous). */
const waitsForTheDisk = 2;
const doesNot = 1;

describe('what a power loss may undo, on SQLite', () => {
  let db: Database<Shop>;
  let drop: () => Promise<void>;

  beforeEach(async () => {
    const { place, remove } = await temporaryPlace();
    db = await openDatabase<Shop>({ ...place, migrations: shopMigrations });
    drop = async () => {
      await db.close();
      await remove();
    };
  });
  afterEach(() => drop());

  const commits = async (options?: TransactionOptions): Promise<unknown> =>
    db.transaction(async (unit) => (await unit.db.executeQuery<{ readonly synchronous: number }>(CompiledQuery.raw('pragma synchronous'))).rows[0]?.synchronous, options);

  test('nothing, unless the transaction says that it may', async () => {
    expect([await commits(), await commits({}), await commits({ durable: true })]).toEqual([waitsForTheDisk, waitsForTheDisk, waitsForTheDisk]);
  });

  test('a transaction that need not be durable; the next is again', async () => {
    expect([await commits({ durable: false }), await commits(), await commits({ durable: false }), await commits({ durable: false }), await commits()]).toEqual([
      doesNot,
      waitsForTheDisk,
      doesNot,
      doesNot,
      waitsForTheDisk,
    ]);
  });

  test('nothing of what follows one that was rolled back', async () => {
    await expect(db.transaction(() => Promise.reject(new Error('no')), { durable: false })).rejects.toThrow('no');
    expect(await commits()).toBe(waitsForTheDisk);
  });

  test('claims, marks and what is given back, since those are made again; events and their ids never', async () => {
    const durable: (boolean | undefined)[] = [];
    const watched: Database<Shop> = {
      ...db,
      transaction: (work, options) => {
        durable.push(options?.durable);
        return db.transaction(work, options);
      },
    };
    const outbox = createOutbox(watched);
    const inbox = createInbox(watched);
    await watched.transaction(async (unit) => {
      const eventId = randomUUID();
      await inbox.insertNew(unit, [eventId]);
      await outbox.add(unit, [{ eventId, routingKey: 'order.created', envelope: '{}' }]);
    });
    const [row] = await outbox.claim({ owner: 'a', limit: 1, leaseMs: 1000 });
    await outbox.release([row?.id ?? 0], 'a');
    await outbox.markPublished([row?.id ?? 0]);
    await outbox.purge(new Date());
    await inbox.purge(new Date());
    expect(durable).toEqual([undefined, false, false, false, undefined, undefined]);
  });
});
