import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStripeSandbox, type StripeSandbox } from '@kada-mandiya/stripe-sandbox';
import { z } from 'zod';
import { exampleBodies, successOf } from '../mocks/operations.ts';
import { startMocks, type MockOptions, type Mocks } from '../mocks/start-mocks.ts';
import { startWeb, type RunningWeb, type WebOptions } from './start-web.ts';

/** A payment that a card form can pay: what an example of the contracts says of one. */
const Payable = z.object({ clientSecret: z.string(), amount: z.number(), currency: z.string() });
const PaymentConfig = z.object({ publishableKey: z.string() });

export interface MockedWebOptions {
  readonly mocks?: Pick<MockOptions, 'dynamic' | 'onAnswer' | 'portBase' | 'say' | 'watch'>;
  readonly web: Pick<WebOptions, 'development' | 'port' | 'print'>;
  /** Of the Stripe sandbox; 0: any free one. */
  readonly stripePort: number;
}

export interface MockedWeb {
  readonly mocks: Mocks;
  readonly web: RunningWeb;
  stop(): Promise<void>;
}

/** The storefront on Prism's mocks: no service runs. What the examples have to be paid can be paid in a Stripe sandbox. */
export async function startMockedWeb({ mocks: mocking, web: webOptions, stripePort }: MockedWebOptions): Promise<MockedWeb> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).toReversed()) await end();
  };
  try {
    const mocks = await startMocks(mocking);
    stops.push(() => mocks.stop());
    const dataDir = await mkdtemp(join(tmpdir(), 'kada-mocked-stripe-'));
    stops.push(() => rm(dataDir, { recursive: true, force: true }));
    const stripe = await startStripeFor(mocks, { dataDir, port: stripePort });
    stops.push(() => stripe.stop());
    const web = await startWeb({ ...webOptions, apiUrl: mocks.urls.public ?? '', stripeJsUrl: `${stripe.url}/stripe.js` });
    stops.push(() => web.stop());
    return { mocks, web, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startStripeFor({ list }: Mocks, { dataDir, port }: { readonly dataDir: string; readonly port: number }): Promise<StripeSandbox> {
  const examples = list.flatMap(({ operations }) => operations).flatMap((operation) => exampleBodies(successOf(operation)).map(({ value }) => value));
  const payables = examples.flatMap((value) => Payable.safeParse(value).data ?? []);
  const [config] = examples.flatMap((value) => PaymentConfig.safeParse(value).data ?? []);
  const intents = [...new Map(payables.map((payable) => [payable.clientSecret, payable])).values()];
  return startStripeSandbox({ secretKey: 'sk_test_mocks', webhookSecret: 'whsec_mocks', dataDir, port, intents, ...config });
}
