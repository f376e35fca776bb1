import { join } from 'node:path';
import { startBroker } from '@kada-mandiya/embedded-broker';
import type { Logger } from '@kada-mandiya/logger';
import { startStripeSandbox, type StripeSandbox } from '@kada-mandiya/stripe-sandbox';
import type { ShopSecrets } from './secrets.ts';

/** What the services talk to and the shop does not own: embedded where the environment names no other. */
export interface Surroundings {
  readonly broker: { readonly url: string; readonly embedded: boolean };
  /** `undefined` where a real Stripe account is used. */
  readonly sandbox?: StripeSandbox;
  /** For the services: `AMQP_URL`, `STRIPE_…`. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface SurroundingsOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly secrets: ShopSecrets;
  readonly dataDir: string;
  readonly ports: { readonly broker: number; readonly stripe: number };
  readonly logger: Logger;
}

export async function startSurroundings(options: SurroundingsOptions): Promise<Surroundings> {
  const broker = await brokerOf(options);
  try {
    const { sandbox, environment } = await paymentsOf(options);
    return {
      broker,
      ...(sandbox === undefined ? {} : { sandbox }),
      environment: { AMQP_URL: broker.url, ...environment },
      async stop() {
        await sandbox?.stop();
        await broker.stop();
      },
    };
  } catch (error) {
    await broker.stop();
    throw error;
  }
}

interface OwnBroker {
  readonly url: string;
  readonly embedded: boolean;
  stop(): Promise<void>;
}

async function brokerOf({ environment, dataDir, ports, logger }: SurroundingsOptions): Promise<OwnBroker> {
  const { AMQP_URL: given = '' } = environment;
  if (given !== '') return { url: given, embedded: false, stop: () => Promise.resolve() };
  const broker = await startBroker({ port: ports.broker, journal: join(dataDir, 'broker'), logger });
  return { url: broker.url, embedded: true, stop: () => broker.close() };
}

interface Payments {
  readonly sandbox?: StripeSandbox;
  readonly environment: Readonly<Record<string, string>>;
}

async function paymentsOf({ environment, secrets, dataDir, ports, logger }: SurroundingsOptions): Promise<Payments> {
  // Of a real account, all comes from the environment, and payment-service says what is missing.
  if ((environment.STRIPE_SECRET_KEY ?? '') !== '') return { environment: {} };
  const sandbox = await startStripeSandbox({
    secretKey: secrets.stripeSecretKey,
    webhookSecret: secrets.stripeWebhookSecret,
    dataDir: join(dataDir, 'stripe'),
    port: ports.stripe,
    logger,
  });
  return {
    sandbox,
    environment: {
      STRIPE_SECRET_KEY: secrets.stripeSecretKey,
      STRIPE_WEBHOOK_SECRET: sandbox.webhookSecret,
      STRIPE_PUBLISHABLE_KEY: sandbox.publishableKey,
      STRIPE_API_URL: sandbox.url,
    },
  };
}
