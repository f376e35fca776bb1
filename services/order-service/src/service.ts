import { authenticateByToken } from '@kada-mandiya/auth';
import { topology } from '@kada-mandiya/event-contracts/topology';
import { orderService } from '@kada-mandiya/service-contracts/order-service';
import { defineService } from '@kada-mandiya/service-kit';
import { migrations } from '../migrations/index.ts';
import { config } from './config.ts';
import { reactionsWith } from './events.ts';
import { handlers } from './http.ts';
import { purge } from './purging.ts';
import { makeReads, makeStore } from './store.ts';

/** Orders: placed at its own copy of the prices, followed through their payment by events. */
export const service = defineService({
  contract: orderService,
  topology,
  config,
  storage: { database: 'order_db', migrations, makeStore, makeReads },
  authenticate: authenticateByToken,
  build: ({ clock, logger }) => ({ handlers, reactions: reactionsWith({ now: () => clock.now(), log: logger }), purge }),
});
