import { authenticateByToken } from '@kada-mandiya/auth';
import { topology } from '@kada-mandiya/event-contracts/topology';
import { userService } from '@kada-mandiya/service-contracts/user-service';
import { defineService } from '@kada-mandiya/service-kit';
import { migrations } from '../migrations/index.ts';
import { config } from './config.ts';
import { reactionsAt } from './events.ts';
import { handlers } from './http.ts';
import { makeReads, makeStore } from './store.ts';

/** Profiles: they begin with `user.registered`, and from then on their owners keep them. */
export const service = defineService({
  contract: userService,
  topology,
  config,
  storage: { database: 'user_db', migrations, makeStore, makeReads },
  authenticate: authenticateByToken,
  build: ({ clock }) => ({ handlers, reactions: reactionsAt(() => clock.now()) }),
});
