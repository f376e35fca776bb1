import type { OutgoingMessage } from '@kada-mandiya/rabbitmq-client';
import type { Topology } from '@kada-mandiya/contract';
import type { Faults } from './faults.ts';
import { latencyOf } from './random.ts';
import type { World } from './world.ts';

/** One message in one queue. */
export interface Copy {
  readonly message: OutgoingMessage;
  /** 1 for the first. */
  readonly attempt: number;
  readonly redelivered: boolean;
}

/** What a consumer gets from a queue on one connection. */
export interface Subscription {
  readonly queue: string;
  readonly prefetch: number;
  /** False when its channel is gone. */
  live: boolean;
  readonly unacknowledged: Set<Copy>;
  readonly take: (copy: Copy) => void;
}

/** A broker with the queues and bindings of a topology. What is in a queue survives everything. */
export interface SimulatedBroker {
  up: boolean;
  /** Into the queues that are bound; at most `most` of them. Gives their number. */
  publish(message: OutgoingMessage, most?: number): number;
  subscribe(subscription: Subscription): void;
  /** Its messages come again, to any consumer of the queue. */
  unsubscribe(subscription: Subscription): void;
  acknowledge(subscription: Subscription, copy: Copy): void;
  /** After the delay it is in the queue again. */
  retry(queue: string, copy: Copy, delayMs: number): void;
  readonly isEmpty: boolean;
}

export interface BrokerOptions {
  readonly world: World;
  readonly faults: Faults;
  readonly topology: Topology;
  readonly nameOf: (message: OutgoingMessage) => string;
}

interface Queue {
  readonly name: string;
  readonly ready: Copy[];
  readonly subscriptions: Set<Subscription>;
}

export function simulatedBroker({ world, faults, topology, nameOf }: BrokerOptions): SimulatedBroker {
  const queues = new Map(topology.queues.map(({ name }): [string, Queue] => [name, { name, ready: [], subscriptions: new Set() }]));
  const random = world.random('broker');
  let delayed = 0;

  const into = (queue: Queue, copy: Copy): void => {
    queue.ready.push(copy);
    deliver(queue);
  };
  const deliver = (queue: Queue): void => {
    for (;;) {
      const free = [...queue.subscriptions].filter(({ prefetch, unacknowledged }) => unacknowledged.size < prefetch);
      const subscription = free[random.below(free.length)];
      const overtaken = queue.ready.length > 1 && faults.happens('overtaken', queue.name);
      const [copy] = subscription === undefined ? [] : queue.ready.splice(overtaken ? random.below(queue.ready.length) : 0, 1);
      if (subscription === undefined || copy === undefined) return;
      subscription.unacknowledged.add(copy);
      world.after(latencyOf(random), () => {
        if (subscription.live) subscription.take(copy);
      });
      if (faults.happens('delivered twice', queue.name, nameOf(copy.message))) later(queue, { ...copy, redelivered: true }, latencyOf(random));
    }
  };
  const later = (queue: Queue, copy: Copy, delayMs: number): void => {
    delayed += 1;
    world.after(delayMs, () => {
      delayed -= 1;
      into(queue, copy);
    });
  };
  const queueOf = (name: string): Queue => {
    const queue = queues.get(name);
    if (queue === undefined) throw new Error(`there is no queue "${name}"`);
    return queue;
  };
  return {
    up: true,
    publish(message, most = Infinity) {
      const bound = topology.bindings.filter(({ exchange, routingKey }) => exchange === message.exchange && routingKey === message.routingKey);
      const taking = bound.slice(0, most);
      for (const { queue } of taking) {
        world.tell('broker', `takes ${nameOf(message)} into ${queue}`);
        into(queueOf(queue), { message, attempt: 1, redelivered: false });
      }
      return taking.length;
    },
    subscribe(subscription) {
      const queue = queueOf(subscription.queue);
      queue.subscriptions.add(subscription);
      deliver(queue);
    },
    unsubscribe(subscription) {
      if (!subscription.live) return;
      subscription.live = false;
      const queue = queueOf(subscription.queue);
      queue.subscriptions.delete(subscription);
      for (const copy of subscription.unacknowledged) later(queue, { ...copy, redelivered: true }, latencyOf(random));
      subscription.unacknowledged.clear();
    },
    acknowledge(subscription, copy) {
      subscription.unacknowledged.delete(copy);
      world.tell('broker', `forgets ${nameOf(copy.message)} in ${subscription.queue}`);
      deliver(queueOf(subscription.queue));
    },
    retry: (queue, copy, delayMs) => later(queueOf(queue), copy, delayMs),
    get isEmpty() {
      const holds = [...queues.values()].some(({ ready, subscriptions }) => ready.length > 0 || [...subscriptions].some(({ unacknowledged }) => unacknowledged.size > 0));
      return delayed === 0 && !holds;
    },
  };
}
