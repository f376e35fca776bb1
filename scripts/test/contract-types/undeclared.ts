import type { Handlers, Publish, Reactions } from '@kada-mandiya/contract';
import type { Order } from '@kada-mandiya/http-contracts/order-service';
import type { OrderServiceContract } from '@kada-mandiya/service-contracts/order-service';
import { handlers, reactions } from './declared.ts';
import type { OrderUnit, Shown } from './declared.ts';
import type { Problem } from './kit.ts';

// What the contract of order-service does not declare. Each mistake stands on the line below its mark: unmarked, it
// is an error; without the mistake, the mark is.

type OrderHandlers = Handlers<OrderServiceContract, OrderUnit>;
type OrderReactions = Pick<Reactions<OrderServiceContract, OrderUnit>, Shown>;

declare const order: Order;
declare const problem: Problem<OrderServiceContract>;

const location = `/orders/${order.orderId}`;

// What an operation may answer.

declare function placeOrder(handler: OrderHandlers['placeOrder']): void;

placeOrder(() => ({ status: 201, headers: { location }, body: order }));
placeOrder(() => problem(422, 'Nothing to order.'));

// @ts-expect-error an undeclared status: 202
placeOrder(() => ({ status: 202, headers: { location }, body: order }));

// @ts-expect-error a status that only another operation declares: 404
placeOrder(() => problem(404, 'No such order.'));

// @ts-expect-error a status that no operation declares: 418
placeOrder(() => problem(418, 'A teapot.'));

// @ts-expect-error a wrong body: LOST is no status of an order
placeOrder(() => ({ status: 201, headers: { location }, body: { ...order, status: 'LOST' } }));

// @ts-expect-error an incomplete body: no orderId
placeOrder(() => ({ status: 201, headers: { location }, body: { amount: 1, currency: 'LKR' } }));

// @ts-expect-error a missing response header: location
placeOrder(() => ({ status: 201, body: order }));

// @ts-expect-error a misspelt response header: locaton
placeOrder(() => ({ status: 201, headers: { locaton: location }, body: order }));

// @ts-expect-error an undeclared media type: text/html
placeOrder(() => ({ status: 201, contentType: 'text/html', headers: { location }, body: order }));

// What an operation is given.

placeOrder(({ body, caller, headers }) => problem(409, `${caller.id} ${body.items.length} ${headers['idempotency-key']}`));

// @ts-expect-error a part that the operation does not take: query
placeOrder((request) => problem(409, typeof request.query));

// @ts-expect-error a property that the body does not have: price
placeOrder(({ body }) => problem(409, typeof body.price));

// @ts-expect-error a header that is not in lower case: Idempotency-Key
placeOrder(({ headers }) => problem(409, typeof headers['Idempotency-Key']));

// Which operations there are.

declare function serve(all: OrderHandlers): void;
declare const othersThanPlaceOrder: Omit<OrderHandlers, 'placeOrder'>;

serve(handlers);

// @ts-expect-error a missing handler: placeOrder
serve(othersThanPlaceOrder);

// @ts-expect-error an undeclared handler: shipOrder
serve({ ...handlers, shipOrder: () => ({ status: 204 }) });

// Which events the service sends, and what is in them.

declare const publish: Publish<OrderServiceContract>;

const placed = { orderId: order.orderId, userId: order.userId, currency: order.currency, items: order.items };

void publish('order.created', { ...placed, amount: 1 });

// @ts-expect-error another service's event: payment.succeeded
void publish('payment.succeeded', { ...placed, amount: 1 });

// @ts-expect-error an event that nobody declares: order.shipped
void publish('order.shipped', { ...placed, amount: 1 });

// @ts-expect-error an incomplete payload: no amount
void publish('order.created', placed);

// @ts-expect-error a property of another type: amount
void publish('order.created', { ...placed, amount: '1' });

// @ts-expect-error an undeclared property: coupon
void publish('order.created', { ...placed, amount: 1, coupon: 'NEW-YEAR' });

// @ts-expect-error a version that the service does not send: 2
void publish('order.created', { ...placed, amount: 1 }, 2);

// @ts-expect-error one event or another: the payload could be that of the other
void publish(order.amount > 0 ? 'order.created' : 'order.cancelled', { ...placed, amount: 1 });

// Which events the service reacts to.

declare function react(all: OrderReactions): void;
declare function expectText(text: string): void;
declare const othersThanPaymentFailed: Omit<OrderReactions, 'payment.failed'>;

react(reactions);

// @ts-expect-error a missing reaction: payment.failed
react(othersThanPaymentFailed);

// @ts-expect-error an undeclared reaction: order.paid
react({ ...reactions, 'order.paid': () => undefined });

// @ts-expect-error a property that the event does not have: declineCode
react({ ...reactions, 'payment.failed': ({ data }) => expectText(typeof data.declineCode) });
