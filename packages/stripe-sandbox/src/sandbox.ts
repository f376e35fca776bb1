import type { Logger } from '@kada-mandiya/logger';
import type { Server } from 'node:http';
import { createApi, type Intercept } from './api/api.ts';
import { createBankPages } from './api/bank-pages.ts';
import { sendAgain } from './api/event-routes.ts';
import { publishableKeyOf } from './api/keys.ts';
import { createScripts } from './api/scripts.ts';
import { createSandboxServer } from './api/server.ts';
import { systemClock, type Clock } from './clock.ts';
import { randomText } from './ids.ts';
import { adoptIntents, type KnownIntent } from './resources/payment-intents.ts';
import { configureEndpoint } from './resources/webhook-endpoints.ts';
import { openStore, type Store } from './store.ts';
import type { Unit } from './unit.ts';
import { createDeliveries, type Deliveries, type DeliveryReport } from './webhooks/deliveries.ts';
import { createWebhookSender } from './webhooks/sender.ts';

export interface StripeSandboxOptions {
  /** The key of servers: `sk_test_` with letters and digits behind it. Never a real account's. */
  readonly secretKey: string;
  /** The key of browsers, `pk_test_…`; made of the secret key unless given. */
  readonly publishableKey?: string;
  /** Intents that are there from the start: those that a mocked API speaks of, so that they can be paid. What the state has already stays. */
  readonly intents?: readonly KnownIntent[];
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: 0, any free port. */
  readonly port?: number;
  /** Signs what goes to `webhookUrl`; a new one for each start unless given. */
  readonly webhookSecret?: string;
  /** An endpoint that gets every event. Without one, `deliverTo` names it later, or the API does. */
  readonly webhookUrl?: string;
  /** Where the state is kept; in memory unless given. */
  readonly dataDir?: string;
  /** Origins of pages that may ask; all of them unless given. */
  readonly allowedOrigins?: readonly string[];
  /** What events call their version unless their endpoint has another. */
  readonly apiVersion?: string;
  /** How long an endpoint may take; 10,000 ms unless given. */
  readonly webhookTimeoutMs?: number;
  /** The wait before an event is sent again, doubled each time up to an hour; 1,000 ms unless given. */
  readonly webhookFirstRetryMs?: number;
  /** Each attempt to deliver an event. */
  readonly onDelivery?: (report: DeliveryReport) => void;
  /** Holds up requests, or has them go wrong. */
  readonly intercept?: Intercept;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

export interface StripeSandbox {
  /** `http://127.0.0.1:12111` */
  readonly url: string;
  readonly port: number;
  readonly publishableKey: string;
  /** Of the endpoint that `webhookUrl` or `deliverTo` names. */
  readonly webhookSecret: string;
  /** Sends every event to `url` from now on, and what still waits for the configured endpoint. */
  deliverTo(url: string): void;
  /** Sends an event again that was delivered before. @throws ApiError where there is no such event. */
  redeliver(eventId: string): void;
  /** Resolves when no webhook is on its way or due; those that wait for another attempt are not waited for. */
  delivered(): Promise<void>;
  /** Ends all connections. With `dataDir`, the next start goes on from here. */
  stop(): Promise<void>;
}

const defaultApiVersion = '2026-10-28.endive';

/**
 * Starts the part of Stripe's API that the shop uses, with webhooks.
 *
 * @throws TypeError for a key that is no test key, for an intent without a client secret.
 * @throws Error where it cannot listen, or another sandbox has the data.
 * @example
 * const sandbox = await startStripeSandbox({ secretKey: 'sk_test_shop', webhookSecret: 'whsec_shop' });
 * const stripe = new Stripe('sk_test_shop', { host: '127.0.0.1', port: sandbox.port, protocol: 'http' });
 * sandbox.deliverTo(`${gateway.url}/webhooks/stripe`);
 */
export async function startStripeSandbox(options: StripeSandboxOptions): Promise<StripeSandbox> {
  const { secretKey, clock = systemClock, apiVersion = defaultApiVersion, logger, host = '127.0.0.1' } = options;
  if (!/^sk_test_[A-Za-z0-9]+$/.test(secretKey)) throw new TypeError('the secret key of a sandbox is sk_test_ with letters and digits behind it');
  const { publishableKey = publishableKeyOf(secretKey) } = options;
  if (!/^pk_test_[A-Za-z0-9]+$/.test(publishableKey)) throw new TypeError('the publishable key of a sandbox is pk_test_ with letters and digits behind it');
  const store = openStore(options.dataDir);
  const keys = { secret: secretKey, publishable: publishableKey };
  const webhookSecret = options.webhookSecret ?? `whsec_${randomText(32)}`;
  let url = '';
  let stopped: Promise<void> | undefined;
  const sender = createWebhookSender();
  const deliveries = createDeliveries({
    store,
    clock,
    sender,
    timeoutMs: options.webhookTimeoutMs ?? 10_000,
    firstRetryMs: options.webhookFirstRetryMs ?? 1000,
    ...(options.onDelivery !== undefined && { onDelivery: options.onDelivery }),
    ...(logger !== undefined && { logger }),
  });
  const common = { store, clock, apiVersion, url: () => url, changed: () => deliveries.wake() };
  const api = createApi({
    ...common,
    keys,
    ...(options.intercept !== undefined && { intercept: options.intercept }),
    ...(logger !== undefined && { logger }),
  });
  const server = createSandboxServer({
    api,
    bank: createBankPages(common),
    scripts: createScripts(),
    ...(options.allowedOrigins !== undefined && { origins: options.allowedOrigins }),
  });
  const parts = { server, deliveries, sender, store };
  try {
    const port = await listen(server, host, options.port ?? 0);
    url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    const own = (): Unit => ({ store, now: clock.now(), url, apiVersion, cause: { id: null, idempotency_key: null } });
    const deliverTo = (to: string): void => {
      store.transaction(() => configureEndpoint(own(), { url: to, secret: webhookSecret }));
      deliveries.wake();
    };
    store.transaction(() => adoptIntents(own(), options.intents ?? []));
    if (options.webhookUrl === undefined) deliveries.wake();
    else deliverTo(options.webhookUrl);
    logger?.info({ url, dataDir: options.dataDir }, 'the Stripe sandbox listens');
    return {
      url,
      port,
      publishableKey: keys.publishable,
      webhookSecret,
      deliverTo,
      redeliver: (eventId) => {
        store.transaction(() => sendAgain(own(), eventId));
        deliveries.wake();
      },
      delivered: () => deliveries.idle(),
      stop: () => (stopped ??= stop(parts)),
    };
  } catch (failure) {
    await stop(parts);
    throw failure;
  }
}

/** Resolves with the port. */
function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the sandbox does not listen on a port'));
      else resolve(address.port);
    });
  });
}

interface Parts {
  readonly server: Server;
  readonly deliveries: Deliveries;
  readonly sender: { close(): void };
  readonly store: Pick<Store, 'close'>;
}

async function stop({ server, deliveries, sender, store }: Parts): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await Promise.all([closed, deliveries.stop()]);
  sender.close();
  store.close();
}
