import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { startReactions, startRelay, type ServiceReactions } from '@kada-mandiya/service-kit';
import type { Broker } from '../messaging/brokers.ts';
import { onBroker, orders, silent, type Workbench } from '../messaging/workbench.ts';
import { atMost, median, type Measurement } from '../table.ts';
import { withService, type OrdersContract, type OrdersService, type OrdersStore } from './service.ts';

const requests = 200;
const rounds = 7;
const everyMs = 5;

/**
 * From the commit of a request's transaction in one service to the reaction in another, each with a database of its own:
 * waking the relay, claiming, publishing, the broker, validation and the inbox lie between. One request every few
 * milliseconds.
 */
export function measureLatency(broker: Broker): Promise<readonly Measurement[]> {
  return onBroker(broker, (workbench) =>
    withService(workbench, async (receiver) => {
      let wake = (): void => undefined;
      return withService(workbench, (sender) => compared(broker, { workbench, sender, receiver, woken: (by) => (wake = by) }), () => wake());
    }),
  );
}

interface Line {
  readonly workbench: Workbench;
  readonly sender: OrdersService;
  readonly receiver: OrdersService;
  readonly woken: (wake: () => void) => void;
}

async function compared(broker: Broker, line: Line): Promise<readonly Measurement[]> {
  const relay = startRelay({ outbox: line.sender.outbox, publisher: line.workbench.messaging.publisher(), contract: line.sender.contract, owner: randomUUID(), logger: silent });
  line.woken(() => relay.wake());
  await oneRound(line);
  const sorted: (readonly number[])[] = [];
  for (let round = 0; round < rounds; round += 1) sorted.push((await oneRound(line)).toSorted((left, right) => left - right));
  await relay.stop();
  const at = (share: number): number => median(sorted.map((times) => times[Math.floor(times.length * share)] ?? NaN));
  const detail = `${requests} requests, one every ${everyMs} ms; median of ${rounds} rounds`;
  return [
    atMost(`${broker.name}: commit to reaction, p50`, at(0.5), 5, 'ms', detail),
    atMost(`${broker.name}: commit to reaction, p99`, at(0.99), 25, 'ms', detail),
  ];
}

async function oneRound({ workbench: { messaging }, sender, receiver }: Line): Promise<readonly number[]> {
  const committed = new Map<string, number>();
  const times: number[] = [];
  const all = Promise.withResolvers<null>();
  const reactions: ServiceReactions<OrdersContract, OrdersStore, null> = {
    'order.created': ({ data: { orderId } }) => {
      times.push(performance.now() - (committed.get(orderId) ?? NaN));
      if (times.length === requests) all.resolve(null);
    },
  };
  const running = await startReactions({ contract: receiver.contract, reactions, messaging, units: receiver.units, inbox: receiver.inbox, logger: silent });
  for (const { data } of orders(requests)) {
    await sender.units.transaction(async ({ store, publish, afterCommit }) => {
      await store.insert(data);
      await publish('order.created', data);
      afterCommit(() => committed.set(data.orderId, performance.now()));
    });
    await pause(everyMs);
  }
  await all.promise;
  await running.stop();
  return times;
}
