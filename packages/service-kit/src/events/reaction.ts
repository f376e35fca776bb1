import type { ConsumedEvent, EventEnvelope, ServiceContract } from '@kada-mandiya/contract';
import type { HandlerTools, ServiceUnit } from './units.ts';

/**
 * Applies an event in the transaction that also remembers it. It may run again before that commits (another event of the
 * group failed, a deadlock), so it changes nothing but its unit.
 */
export type Apply<E extends EventEnvelope, C extends ServiceContract, Store> = (
  event: E,
  unit: ServiceUnit<C, Store>,
) => Promise<void> | void;

/** A reaction with slow or foreign work before its transaction; made by `inTwoSteps`. */
export interface TwoSteps<E extends EventEnvelope, C extends ServiceContract, Store, Reads> {
  readonly prepare: (event: E, tools: HandlerTools<C, Store, Reads>) => Promise<(unit: ServiceUnit<C, Store>) => Promise<void> | void>;
}

/** What a service does when it is told of an event. */
export type Reaction<E extends EventEnvelope, C extends ServiceContract, Store, Reads> =
  | Apply<E, C, Store>
  | TwoSteps<E, C, Store, Reads>;

/** One reaction for each consumed event, none missing and none more. */
export type ServiceReactions<C extends ServiceContract, Store, Reads = Store> = {
  readonly [Key in keyof C['consumes']]: Reaction<ConsumedEvent<C, Key>, C, Store, Reads>;
};

/**
 * A reaction in two steps. `prepare` runs outside of any transaction, for calls to others and reads; it may run several
 * times for one event, also after the event was applied, so it must be idempotent (by a key made from the event).
 * `apply` runs in the transaction, with what `prepare` gave.
 *
 * @example
 * 'order.created': inTwoSteps({
 *   prepare: ({ eventId, data }) => stripe.createIntent(data.amount, { idempotencyKey: eventId }),
 *   apply: (event, intent, { store, publish }) => …,
 * })
 */
export function inTwoSteps<E extends EventEnvelope, P, C extends ServiceContract, Store, Reads = Store>(steps: {
  readonly prepare: (event: E, tools: HandlerTools<C, Store, Reads>) => Promise<P>;
  readonly apply: (event: E, prepared: P, unit: ServiceUnit<C, Store>) => Promise<void> | void;
}): TwoSteps<E, C, Store, Reads> {
  return {
    async prepare(event, tools) {
      const prepared = await steps.prepare(event, tools);
      return (unit) => steps.apply(event, prepared, unit);
    },
  };
}
