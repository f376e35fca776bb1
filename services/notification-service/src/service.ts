import { authenticateByToken } from '@kada-mandiya/auth';
import { topology } from '@kada-mandiya/event-contracts/topology';
import { notificationService } from '@kada-mandiya/service-contracts/notification-service';
import { defineService } from '@kada-mandiya/service-kit';
import { migrations } from '../migrations/index.ts';
import { config } from './config.ts';
import { reactionsWith } from './events.ts';
import { handlers } from './http.ts';
import { smtpMailer, smtpServer } from './mailer.ts';
import { createBell, startPostman } from './postman.ts';
import { makeReads, makeStore } from './store.ts';

/** What the shop tells its users: written down with the event that it is about, delivered afterwards. */
export const service = defineService({
  contract: notificationService,
  topology,
  config,
  storage: { database: 'notification_db', migrations, makeStore, makeReads },
  authenticate: authenticateByToken,
  connectsTo: ({ SMTP_URL }) => (SMTP_URL === undefined ? [] : [smtpServer(SMTP_URL)]),
  build: ({ config: { SMTP_URL, MAIL_FROM, LOG_MAIL }, clock }) => {
    const bell = createBell();
    const mailer = SMTP_URL === undefined ? undefined : smtpMailer({ url: SMTP_URL, from: MAIL_FROM });
    return {
      handlers,
      reactions: reactionsWith({ now: () => clock.now(), bell }),
      background: (tools) => [startPostman({ tools, bell, clock, mailer, logsAll: LOG_MAIL === 'full' })],
    };
  },
});
