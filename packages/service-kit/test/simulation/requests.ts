import { runInContext } from '@kada-mandiya/logger';
import type { RunningService } from './running-service.ts';
import type { Replica } from './replica.ts';
import type { OrdersContract } from './shop-contracts.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** One order that a client places, once. */
export interface Request {
  readonly orderId: string;
  readonly amount: number;
  readonly correlationId: string;
  /** `unknown`: it failed or was not answered, so the order may be there or not. */
  state: 'planned' | 'running' | 'answered' | 'unknown';
  process?: SimulatedProcess;
}

export interface Client {
  readonly requests: readonly Request[];
  start(orders: RunningService<OrdersContract>): void;
  /** Whether a request waits that can still be answered. */
  isWaiting(): boolean;
}

const lastAt = 2500;
const longestPauseMs = 50;

/** So many orders as the seed has, or fewer; each keeps its time and its amount when others are left out. */
export function placeOrders(world: World, most = Infinity): Client {
  const random = world.random('requests');
  const all = Array.from({ length: 2 + random.below(6) }, (_, index): Request & { readonly at: number } => ({
    orderId: `00000000-0000-4000-8000-${(index + 1).toString(16).padStart(12, '0')}`,
    amount: 1 + random.below(100),
    correlationId: `request-${index + 1}`,
    state: 'planned',
    at: random.between(0, lastAt),
  }));
  const requests = all.slice(0, most);
  return {
    requests,
    start(orders) {
      for (const request of requests) world.after(request.at, () => send(world, orders, request));
    },
    isWaiting: () => requests.some(({ state, process }) => state === 'planned' || (state === 'running' && process?.alive === true)),
  };
}

function send(world: World, orders: RunningService<OrdersContract>, request: Request): void {
  const random = world.random('clients');
  const replica = orders.anyReplica(random);
  if (replica === undefined) world.after(random.between(1, longestPauseMs), () => send(world, orders, request));
  else void place(world, replica, request);
}

async function place(world: World, replica: Replica<OrdersContract>, request: Request): Promise<void> {
  const { orderId, amount, correlationId } = request;
  const { process } = replica;
  request.state = 'running';
  request.process = process;
  world.tell(process.name, `gets ${correlationId}`);
  try {
    await runInContext({ correlationId }, () =>
      replica.units.transaction(async ({ store, publish }) => {
        await store.insert(orderId, amount, 'placed');
        await publish('order.placed', { orderId, amount });
      }),
    );
    request.state = 'answered';
  } catch {
    request.state = 'unknown';
  }
  world.tell(process.name, `answers ${correlationId}: ${request.state}`);
}
