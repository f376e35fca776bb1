import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Outbox } from '@kada-mandiya/database';
import type { OrderCreatedV1 } from '@kada-mandiya/event-contracts/order.created';
import { startRelay } from '@kada-mandiya/service-kit';
import type { Publisher } from '@kada-mandiya/rabbitmq-client';
import type { Broker } from '../messaging/brokers.ts';
import { rawOn } from '../messaging/publishing.ts';
import { race } from '../messaging/race.ts';
import { onBroker, orders, purge, silent, type Workbench } from '../messaging/workbench.ts';
import { atLeast, median, type Measurement } from '../table.ts';
import { empty, withService, type OrdersService } from './service.ts';

const messages = 2000;
const rounds = 15;
/** Requests that are open at once: each one's client sends the next when it has its answer. */
const clients = 4;

/**
 * From a filled outbox to all confirmed and marked, alone and with requests beside it that insert an order and its event,
 * as fast as they are answered; against raw amqplib that publishes 100 at once and waits for their confirms. The embedded
 * broker takes several times as many as RabbitMQ, so that there a file's transactions are most of what is measured.
 */
export function measureRelaying(broker: Broker): Promise<readonly Measurement[]> {
  return onBroker(broker, async (workbench) => {
    const publisher = workbench.messaging.publisher();
    let wake = (): void => undefined;
    const work = (service: OrdersService): Promise<readonly Measurement[]> =>
      compared(broker, workbench, { service, publisher, events: orders(messages), woken: (by) => (wake = by) });
    return withService(workbench, work, () => wake());
  });
}

async function compared(broker: Broker, workbench: Workbench, bench: RelayBench): Promise<readonly Measurement[]> {
  const raw = await rawOn(workbench);
  const options = { messages, rounds, before: () => fillOutbox(bench), after: () => clear(workbench, bench.service) };
  const perSecond: number[] = [];
  const busily = async (): Promise<number> => {
    const sending = sendRequests(bench);
    const milliseconds = await relayAll(bench, () => perSecond.push(sending.stop() / ((performance.now() - sending.startedAt) / 1000)));
    await sending.ended;
    return milliseconds;
  };
  const alone = await race({ ours: () => relayAll(bench), raw: () => raw(bench.events) }, options);
  const busy = await race({ ours: busily, raw: () => raw(bench.events) }, options);
  const [aloneBound, busyBound] = broker.name === 'RabbitMQ' ? [0.9, 0.5] : [0.2, 0.15];
  const beside = `beside ${Math.round(median(perSecond))} requests/s of ${clients} clients`;
  return [
    atLeast(`${broker.name}: relaying a filled outbox / raw amqplib, 100 at once`, alone.ratio, aloneBound, 'x', alone.detail),
    atLeast(`${broker.name}: the same with requests inserting beside it`, busy.ratio, busyBound, 'x', `${busy.detail}, ${beside}`),
  ];
}

interface RelayBench {
  readonly service: OrdersService;
  readonly publisher: Publisher;
  readonly events: readonly OrderCreatedV1[];
  /** Called with what is to be called after a commit. */
  readonly woken: (wake: () => void) => void;
}

async function fillOutbox({ service: { outbox, database }, events }: RelayBench): Promise<void> {
  // As units write them: the data last.
  const rows = events.map(({ data, ...head }) => ({ eventId: head.eventId, routingKey: head.eventType, envelope: JSON.stringify({ ...head, data }) }));
  await database.transaction((unit) => outbox.add(unit, rows));
}

async function clear(workbench: Workbench, service: OrdersService): Promise<void> {
  await purge(workbench);
  await service.database.transaction(({ db }) => db.deleteFrom('outbox').execute());
  await empty(service);
}

/** Until as many as were there at first are marked: then `onMarked` is called, and what came meanwhile is sent. */
async function relayAll({ service: { outbox, contract }, publisher, woken }: RelayBench, onMarked: () => void = () => undefined): Promise<number> {
  const all = Promise.withResolvers<number>();
  const started = performance.now();
  let marked = 0;
  const counted: Outbox = {
    ...outbox,
    async markPublished(ids) {
      const count = await outbox.markPublished(ids);
      marked += count;
      if (marked < messages) return count;
      all.resolve(performance.now() - started);
      return count;
    },
  };
  const relay = startRelay({ outbox: counted, publisher, contract, owner: randomUUID(), logger: silent });
  woken(() => relay.wake());
  const milliseconds = await all.promise;
  onMarked();
  woken(() => undefined);
  await relay.stop();
  return milliseconds;
}

interface Requests {
  readonly startedAt: number;
  /** Sends no more, and gives the number of those that were answered. */
  stop(): number;
  readonly ended: Promise<unknown>;
}

function sendRequests({ service: { units }, events: [example] }: RelayBench): Requests {
  if (example === undefined) throw new Error('no order to place');
  let going = true;
  let answered = 0;
  const client = async (): Promise<void> => {
    while (going) {
      const order = { ...example.data, orderId: randomUUID() };
      await units.transaction(async ({ store, publish }) => {
        await store.insert(order);
        await publish('order.created', order);
      });
      answered += 1;
      // The next one comes over the network.
      await turn();
    }
  };
  const startedAt = performance.now();
  const ended = Promise.all(Array.from({ length: clients }, client));
  return {
    startedAt,
    ended,
    stop: () => {
      going = false;
      return answered;
    },
  };
}
