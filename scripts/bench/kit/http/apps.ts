import type { Caller, Handlers } from '@kada-mandiya/contract';
import type { Order } from '@kada-mandiya/http-contracts/order-service';
import { createLogger } from '@kada-mandiya/logger';
import { orderService, type OrderServiceContract } from '@kada-mandiya/service-contracts/order-service';
import { createHealth, createHttpApp } from '@kada-mandiya/service-kit';
import express, { type Express } from 'express';
import { middleware } from 'express-openapi-validator';

/** The kit's app, Express with express-openapi-validator, or Express alone. */
export type AppKind = 'kit' | 'validator' | 'express';

const caller: Caller = { id: '88ac19b5-d8f5-431f-b2a2-058e41c73065', roles: ['customer'] };
const line = { productId: 'd8ddb999-489b-40c2-87ad-75fda51437ce', name: 'Ceylon Cinnamon Quills 100 g', quantity: 2, unitAmount: 72_500, amount: 145_000 };
const order: Order = {
  orderId: '23b5222d-452c-4bab-a3db-622e20c87508',
  userId: caller.id,
  status: 'PENDING_PAYMENT',
  items: [line, line],
  amount: 290_000,
  currency: 'LKR',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};
const page = { items: [order, order], nextCursor: null };
const location = `/orders/${order.orderId}`;

const handlers: Handlers<OrderServiceContract, null> = {
  listMyOrders: () => ({ status: 200, body: page }),
  placeOrder: () => ({ status: 201, headers: { location }, body: order }),
  getMyOrder: () => ({ status: 200, body: order }),
  cancelMyOrder: () => ({ status: 200, body: order }),
};

export function appOf(kind: AppKind): Express {
  if (kind === 'kit') {
    const logger = createLogger({ service: 'bench' });
    return createHttpApp({ contract: orderService, handlers, tools: null, logger, authenticate: () => caller, health: createHealth({ checks: {}, logger }) });
  }
  const app = express();
  app.use(express.json());
  if (kind === 'validator') app.use(validation());
  app.get('/orders', (_request, response) => void response.json(page));
  app.post('/orders', (_request, response) => void response.status(201).location(location).json(order));
  return app;
}

function validation(): ReturnType<typeof middleware> {
  const document: unknown = { ...structuredClone(orderService.openapi), servers: [{ url: '/' }] };
  if (!isDocument(document)) throw new Error('the OpenAPI document has no paths');
  return middleware({ apiSpec: document, validateApiSpec: false, validateRequests: { allErrors: true }, validateResponses: false, validateSecurity: false });
}

type ApiDocument = Exclude<Parameters<typeof middleware>[0]['apiSpec'], string>;

function isDocument(value: unknown): value is ApiDocument {
  return typeof value === 'object' && value !== null && 'openapi' in value && 'paths' in value;
}
