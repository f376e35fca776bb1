import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { ConsumedEvent, EventContract, EventEnvelope, ServiceContract } from '@kada-mandiya/contract';
import { systemClock, type Clock, type MessagingTables } from '@kada-mandiya/database';
import { temporaryPlace, type TemporaryPlace } from '@kada-mandiya/database/testing';
import { createEnvelope } from '@kada-mandiya/rabbitmq-client';
import { loadConfig, type KitConfig } from '../config.ts';
import { launch, type RunningService } from '../service/launch.ts';
import type { ServiceDefinition } from '../service/definition.ts';
import { createContractClient, type ContractClient } from './contract-client.ts';
import { createEndings, type Ended, type Endings } from './endings.ts';
import { noteExercised } from './exercised.ts';
import { topologyOf } from './isolation.ts';
import { keptLog, type LogLine } from './kept-log.ts';
import { startTestBus, type TestBus } from './test-bus.ts';

export interface StartServiceOptions {
  /** Environment variables beside those that say where the broker and the database are. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** For several services on one broker; a bus of its own unless given. */
  readonly bus?: TestBus;
  /** For replicas, and for a service that starts again: whoever made the place removes it. A new one unless given. */
  readonly place?: TemporaryPlace;
}

/** An event that a service publishes. */
export type PublishedEvent<C extends ServiceContract, Key extends keyof C['publishes']> = {
  [Version in keyof C['publishes'][Key]]: C['publishes'][Key][Version] extends EventContract<infer E> ? E : never;
}[keyof C['publishes'][Key]];

export interface ReceiveOptions {
  readonly eventId?: string;
  readonly correlationId?: string;
}

/** A service on embedded parts, and all that a test needs to use it as others do: over HTTP and by events. */
export interface ServiceUnderTest<C extends ServiceContract, Store, Reads> extends RunningService<C, Store, Reads>, Endings {
  readonly client: ContractClient<C>;
  readonly bus: TestBus;
  readonly logs: readonly LogLine[];
  /** The first event of that key, checked against the contract, that it has published or will publish. */
  seen<Key extends keyof C['publishes'] & string>(routingKey: Key, match?: (event: PublishedEvent<C, Key>) => boolean): Promise<PublishedEvent<C, Key>>;
  /** All events of that key up to now: call `settled` before. */
  published<Key extends keyof C['publishes'] & string>(routingKey: Key): readonly PublishedEvent<C, Key>[];
  /** Publishes an event as its producer would. Gives its envelope. */
  publish<Key extends keyof C['consumes'] & string>(routingKey: Key, data: ConsumedEvent<C, Key>['data'], options?: ReceiveOptions): Promise<EventEnvelope>;
  /** As `publish`, and waits for what the service makes of it, the first time. */
  receive<Key extends keyof C['consumes'] & string>(routingKey: Key, data: ConsumedEvent<C, Key>['data'], options?: ReceiveOptions): Promise<Ended>;
  /**
   * Resolves when its outbox is empty and everything from it was seen.
   *
   * @throws Error with what became of its events where none has left for `withinMs` (10,000)
   */
  settled(options?: { readonly withinMs?: number }): Promise<void>;
}

/**
 * Starts a service for a test: HTTP on a free port, a broker and a database of its own (or those that `BROKER_UNDER_TEST`
 * and `SQLSERVER_URL` name), its log kept. `stop` removes what was made for it.
 *
 * @example
 * const orders = await startService(service, { env: { JWT_PUBLIC_KEYS: keys } });
 * await orders.receive('product.changed', product);
 * await orders.client.call('placeOrder', { headers: { 'idempotency-key': key }, body }, { token });
 * await orders.seen('order.created', ({ data }) => data.userId === userId);
 */
export async function startService<C extends ServiceContract, Config extends KitConfig, Schema extends MessagingTables, Store, Reads>(
  definition: ServiceDefinition<C, Config, Schema, Store, Reads>,
  options: StartServiceOptions = {},
): Promise<ServiceUnderTest<C, Store, Reads>> {
  const { bus, place, clean } = await surroundingsOf(definition, options);
  const { logger, lines } = keptLog();
  const endings = createEndings();
  const contract = bus.isolation.contract(definition.contract);
  try {
    const config = loadConfig(definition.config, { ...environmentOf(bus, place), ...options.env });
    const running = await launch({ ...definition, contract, topology: bus.isolation.topology }, config, {
      logger,
      clock: options.clock ?? systemClock,
      onEventEnded: (event, ended) => {
        endings.note(event, ended);
        if (ended === 'applied') noteExercised({ kind: 'consumed', service: definition.contract.name, routingKey: event.eventType, version: event.version });
      },
    });
    let stopped: Promise<boolean> | undefined;
    const stop = async (reason?: string): Promise<boolean> => {
      const well = await running.stop(reason);
      await clean();
      return well;
    };
    return { ...running, ...facesOf(contract, running, bus, endings), logs: lines, stop: (reason) => (stopped ??= stop(reason)) };
  } catch (error) {
    await clean();
    throw error;
  }
}

interface Surroundings {
  readonly bus: TestBus;
  readonly place: TemporaryPlace;
  /** Removes what was made here, and nothing that was given. */
  readonly clean: () => Promise<void>;
}

async function surroundingsOf({ topology, contract }: Pick<ServiceDefinition<ServiceContract, KitConfig, MessagingTables, unknown>, 'topology' | 'contract'>, given: StartServiceOptions): Promise<Surroundings> {
  const bus = given.bus ?? (await startTestBus({ topology: topologyOf(topology, contract) }));
  const stopBus = async (): Promise<void> => {
    if (given.bus === undefined) await bus.stop();
  };
  try {
    const place = given.place ?? (await temporaryPlace(process.env.SQLSERVER_URL));
    const clean = async (): Promise<void> => {
      if (given.place === undefined) await place.remove();
      await stopBus();
    };
    return { bus, place, clean };
  } catch (error) {
    await stopBus();
    throw error;
  }
}

function environmentOf(bus: TestBus, { place: { name, url, dataDir } }: TemporaryPlace): Readonly<Record<string, string | undefined>> {
  return { AMQP_URL: bus.url, DATABASE_NAME: name, SQLSERVER_URL: url, DATA_DIR: dataDir, PORT: '0', STOP_WITHIN_MS: '5000', DOCS: 'off' };
}

type Faces<C extends ServiceContract, Store, Reads> = Omit<ServiceUnderTest<C, Store, Reads>, keyof RunningService | 'logs'>;

function facesOf<C extends ServiceContract, Store, Reads>(contract: C, running: RunningService<C, Store, Reads>, bus: TestBus, endings: Endings): Faces<C, Store, Reads> {
  const publish: Faces<C, Store, Reads>['publish'] = async (routingKey, data, { eventId = randomUUID(), correlationId = randomUUID() } = {}) => {
    const consumption = contract.consumes[routingKey];
    if (consumption === undefined) throw new Error(`${contract.name} does not consume ${routingKey}`);
    const envelope = createEnvelope(consumption.event, data, { correlationId, newId: () => eventId });
    await bus.publish(consumption.event, envelope);
    return envelope;
  };
  const checked = <Key extends keyof C['publishes'] & string>(event: EventEnvelope): PublishedEvent<C, Key> => {
    assertPublished<C, Key>(contract, event);
    noteExercised({ kind: 'published', service: contract.name, routingKey: event.eventType, version: event.version });
    return event;
  };
  return {
    client: createContractClient({ contract, url: running.url }),
    bus,
    endingsOf: endings.endingsOf,
    publish,
    async receive(routingKey, data, options) {
      const { eventId } = await publish(routingKey, data, options);
      const [first] = await endings.endingsOf(eventId);
      return first ?? 'failed';
    },
    async seen<Key extends keyof C['publishes'] & string>(routingKey: Key, match: (event: PublishedEvent<C, Key>) => boolean = () => true) {
      return checked<Key>(await bus.seen(routingKey, (event) => match(checked<Key>(event))));
    },
    published: <Key extends keyof C['publishes'] & string>(routingKey: Key) => bus.published(routingKey).map((event) => checked<Key>(event)),
    async settled({ withinMs = 10_000 } = {}) {
      await emptied(running, withinMs);
      await bus.caughtUp();
    },
  };
}

async function emptied({ name, lag, counts }: Pick<RunningService, 'name' | 'lag' | 'counts'>, withinMs: number): Promise<void> {
  let least = Infinity;
  let deadline = 0;
  for (let { pending } = await lag(); pending > 0; { pending } = await lag()) {
    if (pending < least) [least, deadline] = [pending, performance.now() + withinMs];
    else if (performance.now() > deadline) throw new Error(`${pending} events wait in the outbox of ${name}, and none has left for ${withinMs} ms; its relay: ${JSON.stringify(counts.relay)}`);
    await setTimeout(2);
  }
}

/** Throws where a published event is not what the contract says. */
function assertPublished<C extends ServiceContract, Key extends keyof C['publishes'] & string>(contract: C, event: EventEnvelope): asserts event is PublishedEvent<C, Key> {
  const known = contract.publishes[event.eventType]?.[event.version];
  if (known?.isStrict(event) === true) return;
  const result = known?.strictSchema.safeParse(event);
  const issues = result === undefined || result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error([`a published ${event.eventType} of version ${event.version} is not what the contract of ${contract.name} says`, ...issues].join('\n  '));
}
