import type { EventContract, EventEnvelope } from './event.ts';
import type { OperationContract } from './http.ts';
import type { Consumption } from './topology.ts';

/** All that one service serves, publishes and consumes. */
export interface ServiceContract {
  readonly name: string;
  /** The service's bundled OpenAPI document; absent where it serves none. */
  readonly openapi?: object;
  readonly operations: { readonly [operationId: string]: OperationContract };
  /** By routing key and version. */
  readonly publishes: { readonly [routingKey: string]: { readonly [version: number]: EventContract } };
  /** By routing key; a service consumes one version of a key. */
  readonly consumes: { readonly [routingKey: string]: Consumption };
}

type Awaitable<T> = T | Promise<T>;

type ShapeOf<O> = O extends OperationContract<infer Shape> ? Shape : never;

/** What the handler of an operation is given. */
export type HandlerRequest<C extends ServiceContract, Id extends keyof C['operations']> = ShapeOf<
  C['operations'][Id]
>['request'];

/** What the handler of an operation may answer. */
export type HandlerResponse<C extends ServiceContract, Id extends keyof C['operations']> = ShapeOf<
  C['operations'][Id]
>['response'];

/** One handler for each declared operation, none missing and none more. */
export type Handlers<C extends ServiceContract, Unit> = {
  readonly [Id in keyof C['operations']]: (
    request: HandlerRequest<C, Id>,
    unit: Unit,
  ) => Awaitable<HandlerResponse<C, Id>>;
};

type EventOf<T> = T extends EventContract<infer E> ? E : never;

/** The data of one version of an event that a service publishes. */
export type PublishedData<
  C extends ServiceContract,
  Key extends keyof C['publishes'],
  Version extends keyof C['publishes'][Key] = keyof C['publishes'][Key],
> = EventOf<C['publishes'][Key][Version]>['data'];

type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never;

/** Without data for a key or version that may be one or another: it could be the data of the other. */
type DataOfOne<C extends ServiceContract, Key extends keyof C['publishes'], Version extends keyof C['publishes'][Key]> =
  true extends IsUnion<Key> | IsUnion<Version> ? never : PublishedData<C, Key, Version>;

/**
 * Publishes an event that the service's contract sends, with all of its data and nothing else. The version is asked
 * for only where the service sends several of that key.
 *
 * @example
 * await publish('order.created', { orderId, userId, amount, currency, items });
 */
export type Publish<C extends ServiceContract> = <
  Key extends keyof C['publishes'] & string,
  Version extends keyof C['publishes'][Key] & number,
>(
  routingKey: Key,
  data: DataOfOne<C, Key, Version>,
  ...version: IsUnion<keyof C['publishes'][Key]> extends true ? [version: Version] : [version?: Version]
) => Promise<void>;

/** An event as a service consumes it. */
export type ConsumedEvent<C extends ServiceContract, Key extends keyof C['consumes']> =
  C['consumes'][Key] extends Consumption<infer E> ? E : EventEnvelope;

/** One reaction for each consumed event, none missing and none more. */
export type Reactions<C extends ServiceContract, Unit> = {
  readonly [Key in keyof C['consumes']]: (event: ConsumedEvent<C, Key>, unit: Unit) => Awaitable<void>;
};
