/** The gateway as it runs, every part on, but that a client may send as much as it likes. Its log goes to standard output. */
import { readPublicKeys } from '@kada-mandiya/auth';
import { routes } from '@kada-mandiya/gateway-contract';
import { createLogger } from '@kada-mandiya/logger';
import { startGateway } from '../src/index.ts';
import { gatheredLines } from '../src/log-lines.ts';
import { serveParent } from './process.ts';

const [, , rest = '', notifications = '', keys = ''] = process.argv;

const { url } = await startGateway({
  issuer: 'bench',
  audience: 'bench',
  upstreams: { ...Object.fromEntries(routes.map(({ service }) => [service, rest])), 'notification-service': notifications },
  keys: readPublicKeys(keys),
  logger: createLogger({ service: 'gateway', destination: gatheredLines() }),
  port: 0,
  settings: { corsOrigins: ['https://shop.example'] },
  routes: routes.map(({ rateLimit, ...route }) => ({ ...route, ...(rateLimit === undefined ? {} : { rateLimit: { ...rateLimit, limit: 1_000_000_000 } }) })),
});
serveParent(url);
