import { randomUUID } from 'node:crypto';
import { createInbox, createOutbox } from '../../src/index.ts';
import { order } from '../shop.ts';
import { openFromArgument, tell } from './child-database.ts';

/** Writes an order, its event and the event that caused it in one transaction, and stops after the step that it is told. */
const database = await openFromArgument();
const stopAfter = process.argv[5];

async function reach(step: string): Promise<void> {
  if (step !== stopAfter) return;
  await tell('here');
  // The parent ends this process here.
  await new Promise(() => setInterval(() => undefined, 60_000));
}

const id = process.argv[6] ?? randomUUID();
await reach('opened');
await database.transaction(async (unit) => {
  await reach('begun');
  await createInbox(database).insertNew(unit, [id]);
  await reach('inbox');
  await unit.db.insertInto('orders').values(order(id)).execute();
  await reach('order');
  await unit.savepoint((inner) => createOutbox(database).add(inner, [{ eventId: id, routingKey: 'order.created', envelope: '{}' }]));
  await reach('outbox');
});
await reach('committed');
