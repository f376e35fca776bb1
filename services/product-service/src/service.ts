import { authenticateByToken } from '@kada-mandiya/auth';
import { topology } from '@kada-mandiya/event-contracts/topology';
import { productService } from '@kada-mandiya/service-contracts/product-service';
import { defineService } from '@kada-mandiya/service-kit';
import { migrations } from '../migrations/index.ts';
import { config } from './config.ts';
import { handlers } from './http.ts';
import { makeReads, makeStore } from './store.ts';

/** The catalogue: everybody reads it, administrators keep it, `product.changed` tells of it. */
export const service = defineService({
  contract: productService,
  topology,
  config,
  storage: { database: 'product_db', migrations, makeStore, makeReads },
  authenticate: authenticateByToken,
  // It is told nothing.
  build: () => ({ handlers, reactions: {} }),
});
