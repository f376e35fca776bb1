import type { EventEnvelope, ServiceContract } from '@kada-mandiya/contract';
import type { Inbox, NewOutboxRow } from '@kada-mandiya/database';
import type { OutgoingMessage } from '@kada-mandiya/rabbitmq-client';
import type { Units, WorkUnit } from '../../src/events/index.ts';
import type { Plant } from './replica.ts';

/** Kits that do not keep their promises. The simulation must tell each from the real one, by the rule that it breaks. */
export const plantedFaults: readonly { readonly fault: string; readonly breaks: RegExp; readonly plant: Plant }[] = [
  {
    fault: 'the outbox is written in a transaction of its own, after the change',
    breaks: /commit together/,
    plant: {
      outbox: (outbox, { database, process }) => ({
        ...outbox,
        add(_, rows) {
          void process.step('later').then(() => database.transaction((unit) => outbox.add(unit, rows)).catch(() => undefined));
          return Promise.resolve();
        },
      }),
    },
  },
  {
    fault: 'an event is sent to the broker inside the transaction',
    breaks: /not committed is seen/,
    plant: {
      outbox: (outbox, { publisher }) => ({
        ...outbox,
        add(unit, rows) {
          for (const row of rows) publisher.send(messageOf(row)).catch(() => undefined);
          return outbox.add(unit, rows);
        },
      }),
    },
  },
  {
    fault: 'a row is marked before the broker has confirmed it',
    breaks: /reaches each of its consumers/,
    plant: {
      publisher: (publisher) => ({
        send(message, options) {
          publisher.send(message, options).catch(() => undefined);
          return Promise.resolve();
        },
      }),
    },
  },
  {
    fault: 'a row that the broker refused is marked',
    breaks: /reaches each of its consumers/,
    plant: { publisher: (publisher) => ({ send: (message, options) => publisher.send(message, options).catch(() => undefined) }) },
  },
  {
    fault: 'an event is acknowledged before its transaction commits',
    breaks: /reaches each of its consumers/,
    plant: {
      messaging: (messaging) => ({
        consumeGroups: (consumption, handle, options) =>
          messaging.consumeGroups(
            consumption,
            (group) => {
              handle(group).catch(() => undefined);
              return Promise.resolve(group.map(() => 'done' as const));
            },
            options,
          ),
      }),
    },
  },
  {
    fault: 'an event that failed is acknowledged',
    breaks: /reaches each of its consumers/,
    plant: {
      messaging: (messaging) => ({
        consumeGroups: (consumption, handle, options) =>
          messaging.consumeGroups(consumption, async (group) => (await handle(group).catch(() => group)).map(() => 'done' as const), options),
      }),
    },
  },
  {
    fault: 'an event that the inbox knows is applied again',
    breaks: /reaches each of its consumers and is applied once/,
    plant: { inbox: (inbox) => ({ ...inbox, insertNew: (unit, eventIds) => inbox.insertNew(unit, eventIds).then(() => eventIds) }) },
  },
  {
    fault: 'an event is remembered even where its transaction is rolled back',
    breaks: /reaches each of its consumers and is applied once/,
    plant: { inbox: remembersAtOnce },
  },
  {
    fault: 'an event that fails in a group is not undone by a savepoint: a sum is counted twice',
    breaks: /sums are preserved/,
    plant: { units: withoutSavepoints },
  },
  {
    fault: 'an event that fails in a group is not undone by a savepoint: a state is changed twice',
    breaks: /state change happens once/,
    plant: { units: withoutSavepoints },
  },
  {
    fault: 'events are remembered that nobody has sent',
    breaks: /nothing but committed events/,
    plant: {
      inbox: (inbox) => ({
        ...inbox,
        async insertNew(unit, eventIds) {
          const fresh = await inbox.insertNew(unit, eventIds.flatMap((eventId) => [eventId, neverSent(eventId)]));
          return fresh.filter((eventId) => eventIds.includes(eventId));
        },
      }),
    },
  },
  {
    fault: 'an event that a reaction publishes has a correlation id of its own',
    breaks: /carries its correlation id/,
    plant: {
      outbox: (outbox) => ({ ...outbox, add: (unit, rows) => outbox.add(unit, rows.map((row) => (row.routingKey === 'bill.settled' ? uncorrelated(row) : row))) }),
    },
  },
  {
    fault: 'a request is answered before its transaction commits',
    breaks: /what was answered is there/,
    plant: {
      units: (units) => ({
        ...units,
        transaction: (work, options) =>
          new Promise((resolve, reject) => {
            const answering: typeof work = async (unit) => {
              const result = await work(unit);
              resolve(result);
              return result;
            };
            units.transaction(answering, options).catch(reject);
          }),
      }),
    },
  },
  {
    fault: 'a lease does not keep other relays away',
    breaks: /no two relays/,
    plant: { outbox: (outbox) => ({ ...outbox, claim: (options) => outbox.claim({ ...options, leaseMs: 0 }) }) },
  },
  {
    fault: 'the rows of a dead relay are not taken over',
    breaks: /all events leave/,
    plant: { outbox: (outbox) => ({ ...outbox, claim: (options) => outbox.claim({ ...options, leaseMs: 3_600_000 }) }) },
  },
];

function messageOf({ eventId, routingKey, envelope }: NewOutboxRow): OutgoingMessage {
  return { exchange: 'shop.events', routingKey, content: Buffer.from(envelope), messageId: eventId };
}

function withoutSavepoints<C extends ServiceContract, Store, Reads>(units: Units<C, Store, Reads>): Units<C, Store, Reads> {
  return { ...units, open: (work, options) => units.open((unit) => work(withoutSavepoint(unit)), options) };
}

function withoutSavepoint<C extends ServiceContract, Store>(unit: WorkUnit<C, Store>): WorkUnit<C, Store> {
  return { ...unit, savepoint: (work) => work(withoutSavepoint(unit)) };
}

/** The same in every run. */
function neverSent(eventId: string): string {
  return `ffffffff${eventId.slice(8)}`;
}

function uncorrelated(row: NewOutboxRow): NewOutboxRow {
  const envelope = JSON.parse(row.envelope) as EventEnvelope;
  return { ...row, envelope: JSON.stringify({ ...envelope, correlationId: row.eventId }) };
}

function remembersAtOnce(inbox: Inbox): Inbox {
  const known = new Set<string>();
  return {
    ...inbox,
    async insertNew(unit, eventIds) {
      const fresh = (await inbox.insertNew(unit, eventIds)).filter((eventId) => !known.has(eventId));
      for (const eventId of fresh) known.add(eventId);
      return fresh;
    },
  };
}
