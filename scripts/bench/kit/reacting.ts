import type { OrderCreatedV1 } from '@kada-mandiya/event-contracts/order.created';
import { newEventId, startReactions, type ServiceReactions } from '@kada-mandiya/service-kit';
import type { Broker } from '../messaging/brokers.ts';
import { consumeRaw } from '../messaging/consuming.ts';
import { race } from '../messaging/race.ts';
import { fill, onBroker, orders, purge, silent, type Workbench } from '../messaging/workbench.ts';
import { atLeast, type Measurement } from '../table.ts';
import { empty, reactions, withService, type OrdersContract, type OrdersService, type OrdersStore } from './service.ts';

const messages = 2000;
const rounds = 15;

type Reactions = ServiceReactions<OrdersContract, OrdersStore, null>;

const onlyInbox: Reactions = { 'order.created': () => undefined };

/**
 * Events that are validated, remembered in the inbox on SQLite at `synchronous=FULL` and applied, against raw amqplib that
 * acks each message without reading it. The embedded broker delivers several times as fast as RabbitMQ, so that there the
 * comparison is of reading and remembering an event with not looking at it.
 */
export function measureReacting(broker: Broker): Promise<readonly Measurement[]> {
  return onBroker(broker, (workbench) =>
    withService(workbench, async (service) => {
      const options = { messages, rounds, before: () => fill(workbench, arriving()), after: () => clear(workbench, service) };
      const compared = async (given: Reactions): Promise<Awaited<ReturnType<typeof race>>> =>
        race({ ours: () => react(workbench, service, given), raw: () => consumeRaw(workbench, messages) }, options);
      const inbox = await compared(onlyInbox);
      const state = await compared(reactions);
      const [inboxBound, stateBound] = broker.name === 'RabbitMQ' ? [0.7, 0.3] : [0.2, 0.1];
      return [
        atLeast(`${broker.name}: consuming with validation and inbox / raw amqplib, one ack each`, inbox.ratio, inboxBound, 'x', inbox.detail),
        atLeast(`${broker.name}: the same with an order inserted for each event`, state.ratio, stateBound, 'x', state.detail),
      ];
    }),
  );
}

/** With ids as the kit makes them: new ones for each round, since the inbox knows the others. */
function arriving(): readonly OrderCreatedV1[] {
  return orders(messages).map((order) => ({ ...order, eventId: newEventId(new Date()) }));
}

async function clear(workbench: Workbench, service: OrdersService): Promise<void> {
  await purge(workbench);
  await empty(service);
}

/** From the first message that is validated to the last one that is applied and committed. */
async function react({ messaging }: Workbench, { contract, units, inbox }: OrdersService, given: Reactions): Promise<number> {
  const all = Promise.withResolvers<number>();
  const consumption = contract.consumes['order.created'];
  let started: number | undefined;
  let ended = 0;
  const decode = (json: Uint8Array): OrderCreatedV1 | undefined => {
    started ??= performance.now();
    return consumption.event.decode?.(json);
  };
  const timed: OrdersContract = { ...contract, consumes: { 'order.created': { ...consumption, event: { ...consumption.event, decode } } } };
  const running = await startReactions({
    contract: timed,
    reactions: given,
    messaging,
    units,
    inbox,
    logger: silent,
    onEventEnded: () => {
      ended += 1;
      if (ended === messages) all.resolve(performance.now() - (started ?? NaN));
    },
  });
  const milliseconds = await all.promise;
  await running.stop();
  return milliseconds;
}
