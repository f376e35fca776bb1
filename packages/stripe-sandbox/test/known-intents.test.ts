import { expect, test } from '@jest/globals';
import { cardFields, clientOf, fromBrowser, sandboxUnderTest, secretKey } from './sandbox-under-test.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStripeSandbox } from '../src/index.ts';

const known = { clientSecret: 'pi_3Known_secret_4Also', amount: 488_000, currency: 'LKR', metadata: { orderId: '7' } };

test('an intent that a mocked API speaks of can be paid, with the key that it speaks of', async () => {
  const { sandbox, stripe } = await sandboxUnderTest({ publishableKey: 'pk_test_Mocked', intents: [known] });
  expect(sandbox.publishableKey).toBe('pk_test_Mocked');
  expect(await stripe.paymentIntents.retrieve('pi_3Known')).toMatchObject({ amount: 488_000, currency: 'lkr', status: 'requires_payment_method', metadata: { orderId: '7' } });
  const answer = await fromBrowser(sandbox, '/v1/payment_intents/pi_3Known/confirm', cardFields('4242424242424242', { client_secret: known.clientSecret }));
  expect(answer.status).toBe(200);
  expect((await stripe.paymentIntents.retrieve('pi_3Known')).status).toBe('succeeded');
});

test('what the state has of it already stays', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'));
  try {
    const first = await startStripeSandbox({ secretKey, dataDir, intents: [known] });
    await clientOf(first, secretKey).paymentIntents.cancel('pi_3Known');
    await first.stop();
    const second = await startStripeSandbox({ secretKey, dataDir, intents: [known] });
    expect((await clientOf(second, secretKey).paymentIntents.retrieve('pi_3Known')).status).toBe('canceled');
    await second.stop();
  } finally {
    await rm(dataDir, { recursive: true });
  }
});

test('what is no client secret is refused', async () => {
  await expect(startStripeSandbox({ secretKey, intents: [{ ...known, clientSecret: 'pi_3Known' }] })).rejects.toThrow(TypeError);
});

test.each(['sk_test_secret', 'pk_live_real', ''])('%j is no publishable key of a sandbox', async (publishableKey) => {
  await expect(startStripeSandbox({ secretKey, publishableKey })).rejects.toThrow(TypeError);
});
