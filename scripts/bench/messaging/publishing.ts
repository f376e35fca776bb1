import type { OrderCreatedV1 } from '@kada-mandiya/event-contracts/order.created';
import { setImmediate as turn } from 'node:timers/promises';
import { atLeast, type Measurement } from '../table.ts';
import type { Broker } from './brokers.ts';
import { race } from './race.ts';
import { onBroker, orders, purge, type Workbench } from './workbench.ts';

const messages = 2000;
const rounds = 25;
const batch = 100;

/**
 * Validated events through our publisher, a batch in each turn of the event loop and waiting for the confirms only at
 * the end, against raw amqplib that publishes a batch and waits for its confirms.
 */
export function measurePublishing(broker: Broker): Promise<readonly Measurement[]> {
  return onBroker(broker, async (workbench) => {
    const events = orders(messages);
    const ours = await oursOn(workbench);
    const raw = await rawOn(workbench);
    const { ratio, detail } = await race({ ours: () => ours(events), raw: () => raw(events) }, { messages, rounds, after: () => purge(workbench) });
    return [atLeast(`${broker.name}: publishing / raw amqplib, ${batch} at once`, ratio, 1, 'x', detail)];
  });
}

export type Publish = (events: readonly OrderCreatedV1[]) => Promise<null>;

async function oursOn({ messaging, event }: Workbench): Promise<Publish> {
  const publisher = messaging.publisher();
  const [first] = orders(1);
  if (first !== undefined) await publisher.publish(event, first);
  return async (events) => {
    const confirmed: Promise<void>[] = [];
    for (let from = 0; from < events.length; from += batch) {
      for (const order of events.slice(from, from + batch)) confirmed.push(publisher.publish(event, order));
      await turn();
    }
    await Promise.all(confirmed);
    return null;
  };
}

/** Raw amqplib that publishes 100 at once and waits for their confirms, then the next 100. */
export async function rawOn({ raw, exchange, event }: Workbench): Promise<Publish> {
  const channel = await raw.createConfirmChannel();
  return async (events) => {
    for (let from = 0; from < events.length; from += batch) {
      for (const order of events.slice(from, from + batch)) {
        channel.publish(exchange, event.routingKey, Buffer.from(JSON.stringify(order)), { persistent: true });
      }
      await channel.waitForConfirms();
    }
    return null;
  };
}
