import type { NotificationServiceContract } from '@kada-mandiya/service-contracts/notification-service';
import { runInContext, type HandlerTools, type RunningPart, type ServiceContext } from '@kada-mandiya/service-kit';
import { isRefusal, type Mailer } from './mailer.ts';
import { afterAttempt, type Attempt, type Notification } from './notification.ts';
import type { Delivery, NotificationReads, NotificationStore } from './store.ts';

export type NotificationTools = HandlerTools<NotificationServiceContract, NotificationStore, NotificationReads>;

/** Tells the postman that there may be something to deliver. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring. */
  next(): Promise<void>;
}

export function createBell(): Bell {
  let ringing = Promise.withResolvers<undefined>();
  return {
    ring() {
      ringing.resolve(undefined);
      ringing = Promise.withResolvers();
    },
    next: async () => {
      await ringing.promise;
    },
  };
}

export interface PostmanOptions {
  readonly tools: NotificationTools;
  readonly bell: Bell;
  readonly clock: ServiceContext<unknown>['clock'];
  /** Without one, e-mails are logged only. */
  readonly mailer: Mailer | undefined;
  /** Whether addresses and texts go to the log. */
  readonly logsAll: boolean;
}

const atOnce = 20;
const everyMs = 10_000;
/** After that an attempt is taken for lost, and another one begins. Longer than the mailer's own time limits. */
const claimMs = 300_000;

/**
 * Delivers what is due, to users whose address is known, outside of the transactions that write it: at least once each.
 * Rung for, and now and then by itself: an attempt that failed is due later, and another replica may have stopped halfway.
 */
export function startPostman(options: PostmanOptions): RunningPart {
  const { bell, clock, tools } = options;
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  const run = async (): Promise<void> => {
    while (!isStopping()) {
      const rung = bell.next();
      const delivered = await deliverDue(options).catch((error: unknown) => {
        tools.log.warn({ error }, 'notifications could not be delivered; trying again later');
        return 0;
      });
      if (delivered < atOnce && !isStopping()) await either(rung, clock, stopping.signal);
    }
  };
  const running = run();
  return {
    name: 'postman',
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Until it is rung, the time is over or the postman stops. */
async function either(rung: Promise<void>, clock: PostmanOptions['clock'], stopping: AbortSignal): Promise<void> {
  const waiting = new AbortController();
  const slept = clock.sleep(everyMs, AbortSignal.any([stopping, waiting.signal])).catch(() => undefined);
  await Promise.race([rung, slept]);
  waiting.abort();
}

/** Gives how many were tried. */
async function deliverDue(options: PostmanOptions): Promise<number> {
  const { tools } = options;
  const now = tools.now();
  const deliveries = await tools.transaction(({ store }) => store.claim(now, new Date(now.getTime() + claimMs), atOnce));
  if (deliveries.length === 0) return 0;
  const attempts = await Promise.all(
    deliveries.map((delivery) => runInContext({ correlationId: delivery.notification.correlationId }, async () => ({ claim: delivery.notification, attempt: await deliver(delivery, options) }))),
  );
  await tools.transaction(async ({ store }) => {
    for (const { claim, attempt } of attempts) await store.settle(claim, afterAttempt(claim, attempt, tools.now()));
  });
  return deliveries.length;
}

async function deliver({ notification, recipient }: Delivery, { mailer, tools, logsAll }: PostmanOptions): Promise<Attempt> {
  const { subject, body } = notification;
  const fields = { ...summaryOf(notification), ...(logsAll ? { to: recipient.email, text: body } : {}) };
  if (mailer === undefined) {
    tools.log.info(fields, 'an e-mail was logged: there is no mail server');
    return 'logged';
  }
  try {
    await mailer.send({ id: notification.notificationId, to: { name: recipient.name, address: recipient.email }, subject, text: body });
    tools.log.info(fields, 'an e-mail was sent');
    return 'sent';
  } catch (error) {
    const attempt = isRefusal(error) ? 'refused' : 'failed';
    tools.log.warn({ ...summaryOf(notification), reply: replyOf(error) }, attempt === 'refused' ? 'an e-mail was refused' : 'an e-mail could not be sent; it is tried again, unless it was the last time');
    return attempt;
  }
}

/** What says nothing of the person: `x-sensitive` stands at addresses, names and texts. */
function summaryOf({ notificationId, kind, userId, orderId, subject, attempts }: Notification): object {
  return { notificationId, kind, userId, ...(orderId === undefined ? {} : { orderId }), subject, attempts };
}

/** Codes only: the server's words repeat the address. */
function replyOf(error: unknown): object {
  if (typeof error !== 'object' || error === null) return {};
  return { code: Reflect.get(error, 'code') as unknown, reply: Reflect.get(error, 'responseCode') as unknown };
}
