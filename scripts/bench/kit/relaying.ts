import { randomUUID } from 'node:crypto';
import type { Outbox } from '@kada-mandiya/database';
import type { OrderCreatedV1 } from '@kada-mandiya/event-contracts/order.created';
import { startRelay } from '@kada-mandiya/service-kit';
import type { Publisher } from '@kada-mandiya/rabbitmq-client';
import type { Broker } from '../messaging/brokers.ts';
import { rawOn } from '../messaging/publishing.ts';
import { race } from '../messaging/race.ts';
import { onBroker, orders, purge, silent, type Workbench } from '../messaging/workbench.ts';
import { atLeast, type Measurement } from '../table.ts';
import { empty, withService, type OrdersService } from './service.ts';

const messages = 2000;
const rounds = 9;
/** Requests that are open at once: each one's client sends the next when it has its answer. */
const clients = 4;

/**
 * From a filled outbox to all confirmed and marked, alone and with requests beside it that insert an order and its event,
 * as fast as they are answered; against raw amqplib that publishes 100 at once and waits for their confirms.
 */
export function measureRelaying(broker: Broker): Promise<readonly Measurement[]> {
  return onBroker(broker, async (workbench) => {
    const events = orders(messages);
    const raw = await rawOn(workbench);
    const publisher = workbench.messaging.publisher();
    let wake = (): void => undefined;
    return withService(
      workbench,
      async (service) => {
        const bench: RelayBench = { service, publisher, events, woken: (by) => (wake = by) };
        const options = { messages, rounds, before: () => fillOutbox(bench), after: () => clear(workbench, service) };
        const alone = await race({ ours: () => relayAll(bench), raw: () => raw(events) }, options);
        let requests = 0;
        const busy = await race({ ours: async () => {
          const sending = sendRequests(bench);
          const milliseconds = await relayAll(bench);
          requests += await sending.stop();
          return milliseconds;
        }, raw: () => raw(events) }, options);
        return [
          atLeast(`${broker.name}: relaying a filled outbox / raw amqplib, 100 at once`, alone.ratio, 0.9, 'x', alone.detail),
          atLeast(`${broker.name}: the same with requests inserting beside it`, busy.ratio, 0.5, 'x', `${busy.detail}; ${clients} clients, ${Math.round(requests / (rounds + 1))} requests in a round`),
        ];
      },
      () => wake(),
    );
  });
}

interface RelayBench {
  readonly service: OrdersService;
  readonly publisher: Publisher;
  readonly events: readonly OrderCreatedV1[];
  /** Called with what is to be called after a commit. */
  readonly woken: (wake: () => void) => void;
}

async function fillOutbox({ service: { outbox, database }, events }: RelayBench): Promise<void> {
  const rows = events.map((order) => ({ eventId: order.eventId, routingKey: order.eventType, envelope: JSON.stringify(order) }));
  await database.transaction((unit) => outbox.add(unit, rows));
}

async function clear(workbench: Workbench, service: OrdersService): Promise<void> {
  await purge(workbench);
  await service.database.transaction(({ db }) => db.deleteFrom('outbox').execute());
  await empty(service);
}

/** Until as many as were there at first are marked. */
async function relayAll({ service: { outbox, contract }, publisher, woken }: RelayBench): Promise<number> {
  const all = Promise.withResolvers<number>();
  const started = performance.now();
  let marked = 0;
  const counted: Outbox = {
    ...outbox,
    async markPublished(ids) {
      const count = await outbox.markPublished(ids);
      marked += count;
      if (marked >= messages) all.resolve(performance.now() - started);
      return count;
    },
  };
  const relay = startRelay({ outbox: counted, publisher, contract, owner: randomUUID(), logger: silent });
  woken(() => relay.wake());
  const milliseconds = await all.promise;
  woken(() => undefined);
  await relay.stop();
  return milliseconds;
}

interface Requests {
  /** Resolves with the number of requests that were answered. */
  stop(): Promise<number>;
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
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const running = Array.from({ length: clients }, client);
  return {
    async stop() {
      going = false;
      await Promise.all(running);
      return answered;
    },
  };
}
