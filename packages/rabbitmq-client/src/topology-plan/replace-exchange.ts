import type { Exchange } from '@kada-mandiya/contract';
import { TopologyError } from './broker-session.ts';
import type { ActualBinding } from './broker-state.ts';
import { swapOf } from './names.ts';
import type { Workplace } from './replace-queue.ts';

/**
 * Gives an exchange another type. Its name is what publishers know, so there is an instant without it: the broker
 * answers them 404 or returns the message, and they send it again. What must not happen is that a message reaches some
 * of its queues and not others. So all bindings are first made on a substitute, and the new exchange gets one binding,
 * to that; only then its own. The broker gives a queue one copy, over however many ways it is reached.
 */
export async function replaceExchange(work: Workplace, exchange: Exchange): Promise<void> {
  const { session, management, onStep } = work;
  const { name } = exchange;
  const swap = swapOf(name);
  if ((await session.declareExchange({ ...exchange, name: swap })) === 'differs') {
    // Of an interrupted run that wanted another type; the old exchange still does the work.
    await session.deleteExchange(swap);
    await session.declareExchange({ ...exchange, name: swap });
  }
  await onStep('exchange-swap-declared', name);
  const { bindings } = await management.readState();
  await bindLike(work, bindings, { from: name, to: swap });
  await onStep('exchange-swap-bound', name);
  await session.deleteExchange(name);
  await onStep('exchange-deleted', name);
  await finishExchange(work, exchange);
}

/** From the substitute alone to the new exchange. */
export async function finishExchange(work: Workplace, exchange: Exchange): Promise<void> {
  const { session, management, onStep } = work;
  const { name } = exchange;
  const swap = swapOf(name);
  const { bindings } = await management.readState();
  const keys = keysForAll(exchange, bindings.filter(({ source }) => source === swap));
  if ((await session.declareExchange(exchange)) === 'differs') {
    throw new TopologyError(`${name} came back as it was: an older release of a service declares it; stop that and run apply again`);
  }
  for (const routingKey of keys) {
    await session.bind({ source: name, destination: swap, destinationType: 'exchange', routingKey, arguments: {} });
  }
  await onStep('exchange-declared', name);
  await bindLike(work, bindings, { from: swap, to: name });
  await onStep('exchange-bound', name);
  await session.deleteExchange(swap);
  await onStep('exchange-swap-deleted', name);
}

/** The routing keys with which an exchange passes on whatever its substitute has a binding for. */
function keysForAll({ type }: Exchange, bindings: readonly ActualBinding[]): string[] {
  if (type === 'topic') return ['#'];
  if (type === 'fanout') return [''];
  return [...new Set(bindings.map(({ routingKey }) => routingKey))];
}

/** Makes the bindings of one exchange, in both directions, on another; those between the two stay out. */
async function bindLike({ session }: Workplace, bindings: readonly ActualBinding[], { from, to }: { readonly from: string; readonly to: string }): Promise<void> {
  for (const binding of bindings) {
    const toExchange = binding.destinationType === 'exchange';
    if (binding.source === from && !(toExchange && binding.destination === to)) await session.bind({ ...binding, source: to });
    if (toExchange && binding.destination === from && binding.source !== to) await session.bind({ ...binding, destination: to });
  }
}
