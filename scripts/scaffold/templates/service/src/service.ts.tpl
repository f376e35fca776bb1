import { authenticateByToken } from '@kada-mandiya/auth';
import { topology } from '@kada-mandiya/event-contracts';
import { {{variable}} } from '@kada-mandiya/service-contracts/{{service}}';
import { defineService } from '@kada-mandiya/service-kit';
import { migrations } from '../migrations/index.ts';
import { config } from './config.ts';
import { handlers } from './http.ts';
import { makeReads, makeStore } from './store.ts';

/** {{Plural}}, and who may see them. */
export const service = defineService({
  contract: {{variable}},
  topology,
  config,
  storage: { database: '{{database}}', migrations, makeStore, makeReads },
  authenticate: authenticateByToken,
  // It is told nothing.
  build: () => ({ handlers, reactions: {} }),
});
