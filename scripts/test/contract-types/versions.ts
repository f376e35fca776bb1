import type { EventContract, EventEnvelope, Publish } from '@kada-mandiya/contract';

// A service that sends two versions of one event has to say which.

interface OrderCreated<Version extends number, Data> extends EventEnvelope {
  readonly eventType: 'order.created';
  readonly version: Version;
  readonly data: Data;
}

interface TwoVersions {
  readonly name: 'order-service';
  readonly operations: Readonly<Record<string, never>>;
  readonly publishes: {
    readonly 'order.created': {
      readonly 1: EventContract<OrderCreated<1, { readonly orderId: string }>>;
      readonly 2: EventContract<OrderCreated<2, { readonly orderId: string; readonly total: number }>>;
    };
  };
  readonly consumes: Readonly<Record<string, never>>;
}

declare const publish: Publish<TwoVersions>;
declare const either: 1 | 2;

void publish('order.created', { orderId: 'o-1' }, 1);
void publish('order.created', { orderId: 'o-1', total: 1 }, 2);

// @ts-expect-error no version
void publish('order.created', { orderId: 'o-1' });

// @ts-expect-error the data of another version: no total
void publish('order.created', { orderId: 'o-1' }, 2);

// @ts-expect-error a property that only another version has: total
void publish('order.created', { orderId: 'o-1', total: 1 }, 1);

// @ts-expect-error a version that the service does not send: 3
void publish('order.created', { orderId: 'o-1' }, 3);

// @ts-expect-error one version or another: the payload could be that of the other
void publish('order.created', { orderId: 'o-1' }, either);
