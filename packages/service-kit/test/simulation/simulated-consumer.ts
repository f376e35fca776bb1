import type { Consumption, EventEnvelope } from '@kada-mandiya/contract';
import type { Consumer, GroupHandler, Outcome } from '@kada-mandiya/rabbitmq-client';
import { latencyOf } from './random.ts';
import type { Copy, Subscription } from './simulated-broker.ts';
import type { Link, MessagingTools } from './simulated-link.ts';

export interface Consuming<E extends EventEnvelope> {
  readonly consumption: Consumption<E>;
  readonly handle: GroupHandler<E>;
  readonly prefetch: number;
}

interface Held<E extends EventEnvelope> {
  readonly event: E;
  readonly copy: Copy;
  readonly subscription: Subscription;
}

/** Consumes a queue on one connection after another. */
export async function consumeOn<E extends EventEnvelope>(tools: MessagingTools, link: Link, consuming: Consuming<E>): Promise<Consumer> {
  const { broker, process } = tools;
  const { consumption, prefetch } = consuming;
  const groups = groupsOf(tools, link, consuming);
  let stopped = false;
  let subscription: Subscription | undefined;

  const take = (copy: Copy, from: Subscription): void => {
    if (stopped) return;
    const event: unknown = JSON.parse(copy.message.content.toString());
    if (!consumption.event.is(event)) throw new Error(`${tools.nameOf(copy.message)} is not a ${consumption.event.message}`);
    groups.add({ event, copy, subscription: from });
  };
  link.whenUp(() => {
    if (stopped) return;
    const made: Subscription = { queue: consumption.queue, prefetch, live: true, unacknowledged: new Set(), take: (copy) => take(copy, made) };
    subscription = made;
    broker.subscribe(made);
  });
  link.whenDown(() => {
    if (subscription !== undefined) broker.unsubscribe(subscription);
  });
  await process.step('subscribe');
  return {
    counts: { received: 0, done: 0, retried: 0, deadLettered: 0, otherVersion: 0 },
    async stop({ withinMs = 10_000 } = {}) {
      stopped = true;
      const ended = new AbortController();
      await Promise.race([groups.idle(), process.clock.sleep(withinMs, ended.signal).catch(() => undefined)]);
      ended.abort();
      await process.clock.sleep(lastAnswersMs);
      if (subscription !== undefined) broker.unsubscribe(subscription);
    },
  };
}

/** The last acknowledgements go before the channel. */
const lastAnswersMs = 600;

interface Groups<E extends EventEnvelope> {
  add(held: Held<E>): void;
  /** Resolves when none is handled and none waits. */
  idle(): Promise<void>;
}

/** What has come while the group before was handled is the next group, as the real consumer makes them. */
function groupsOf<E extends EventEnvelope>(tools: MessagingTools, link: Link, { consumption, handle }: Consuming<E>): Groups<E> {
  const { world, process } = tools;
  const random = world.random(`consumer of ${consumption.queue} in ${process.name}`);
  let waiting: Held<E>[] = [];
  let scheduled = false;
  let whenIdle: () => void = () => undefined;

  const run = async (): Promise<void> => {
    const group = waiting.filter((held) => held.subscription.live);
    waiting = [];
    if (group.length > 0 && !process.crashesAt('a group')) {
      world.tell(process.name, `handles ${group.map(({ copy }) => tools.nameOf(copy.message)).join(' ')}`);
      const outcomes = await outcomesOf(handle, consumption, group);
      group.forEach((held, index) => answer(tools, link, consumption, { held, outcome: outcomes[index] }));
    }
    scheduled = false;
    if (waiting.length === 0) whenIdle();
    schedule();
  };
  const schedule = (): void => {
    if (scheduled || waiting.length === 0 || !process.alive) return;
    scheduled = true;
    world.after(latencyOf(random), () => void run());
  };
  return {
    add(held) {
      waiting.push(held);
      schedule();
    },
    idle: () => (scheduled ? new Promise((resolve) => (whenIdle = resolve)) : Promise.resolve()),
  };
}

async function outcomesOf<E extends EventEnvelope>(handle: GroupHandler<E>, { queue }: Consumption<E>, group: readonly Held<E>[]): Promise<readonly Outcome[]> {
  const received = group.map(({ event, copy: { attempt, redelivered, message } }) => ({
    event,
    delivery: { queue, attempt, redelivered, headers: {}, content: message.content },
  }));
  try {
    return await handle(received);
  } catch (failed) {
    return group.map(() => ({ failed }));
  }
}

interface Answering<E extends EventEnvelope> {
  readonly held: Held<E>;
  readonly outcome: Outcome | undefined;
}

/** Acknowledges what is done; what is not is acknowledged after its copy waits for the next attempt. */
function answer<E extends EventEnvelope>(tools: MessagingTools, link: Link, { queue, retries }: Consumption<E>, { held: { copy, subscription }, outcome }: Answering<E>): void {
  const { world, broker, process, faults, nameOf } = tools;
  const random = world.random(`answers of ${process.name}`);
  const name = nameOf(copy.message);
  const acknowledge = (): void => {
    if (!subscription.live || process.crashesAt(`an acknowledgement of ${name}`)) return;
    if (faults.happens('connection cut', process.name)) link.cut();
    else broker.acknowledge(subscription, copy);
  };
  if (outcome === 'done') {
    world.after(latencyOf(random), acknowledge);
    return;
  }
  world.after(latencyOf(random), () => {
    if (!subscription.live || !process.alive) return;
    const retry = retries[copy.attempt - 1];
    world.tell(process.name, retry === undefined ? `dead-letters ${name}; an operator redrives it` : `has ${name} tried again`);
    const again = { ...copy, attempt: retry === undefined ? 1 : copy.attempt + 1, redelivered: false };
    broker.retry(queue, again, retry?.delayMs ?? redriveMs);
    world.after(latencyOf(random), acknowledge);
  });
}

/** When an operator looks after the dead letters. */
const redriveMs = 1500;
