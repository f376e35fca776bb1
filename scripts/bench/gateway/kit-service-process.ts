/** A service of the kit, notification-service's contract, as light as one can be: what it answers is in memory. */
import { bearerAuthentication, createTokenVerifier, readPublicKeys } from '@kada-mandiya/auth';
import type { Handlers } from '@kada-mandiya/contract';
import { createLogger } from '@kada-mandiya/logger';
import { notificationService, type NotificationServiceContract } from '@kada-mandiya/service-contracts';
import { createHttpApp, listen } from '@kada-mandiya/service-kit';

const [, , keys = ''] = process.argv;
const logger = createLogger({ service: 'notification-service' });
const verifier = createTokenVerifier(readPublicKeys(keys), { issuer: 'bench', audience: 'bench' });
const notification = {
  notificationId: '66504332-e19f-4002-9f4c-b40223a550ad',
  kind: 'order-paid' as const,
  subject: 'Your order is paid',
  body: 'Thank you, Nimali Perera.',
  status: 'SENT' as const,
  createdAt: '2026-03-14T08:16:41.466Z',
};

const handlers: Handlers<NotificationServiceContract, object> = {
  listMyNotifications: () => ({ status: 200, body: { items: [notification, notification, notification], nextCursor: null } }),
};

const app = createHttpApp({
  contract: notificationService,
  handlers,
  tools: {},
  logger,
  authenticate: bearerAuthentication(verifier),
});
const { url } = await listen({ app, logger, port: 0 });
process.send?.({ url });
process.once('disconnect', () => process.exit());
