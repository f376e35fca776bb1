import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { topology } from '../../generated/event-contracts/src/topology.ts';
import { startTestBus, type TestBus } from '../../packages/service-kit/src/testing/index.ts';
import { newOrder, startPayments, type Payments } from '../../services/payment-service/test/payments.ts';
import { runDlq } from '../dlq/run.ts';
import { until } from '../shop/until.ts';
import { runCommand, type Ran } from './run-script.ts';

const queue = 'payment-service.order.created.dlq';
/** The first attempt, and the contract's retries. */
const attempts = 6;

describe('an order that Stripe refuses', () => {
  let bus: TestBus;
  let payments: Payments;
  beforeEach(async () => {
    // A broker of its own: the names of the queues are those of the contracts.
    bus = await startTestBus({ topology, url: '' });
    payments = await startPayments({ bus });
  });
  afterEach(async () => {
    await payments.stop();
    await bus.stop();
  });

  const dlq = (...args: string[]): Promise<Ran> => runCommand((output) => runDlq(args, { AMQP_URL: bus.url }, output));
  /** What the queue holds, as soon as that is in it. */
  const shownWith = async (words: string): Promise<string> => {
    let shown = '';
    await until(`the dead letter says: ${words}`, async () => {
      shown = (await dlq('show', queue)).stdout;
      return shown.includes(words);
    });
    return shown;
  };
  const deadLetter = async (order: ReturnType<typeof newOrder>): Promise<string> => {
    const eventId = randomUUID();
    await payments.service.receive('order.created', order, { eventId });
    expect(await payments.service.endingsOf(eventId, attempts)).toEqual(new Array(attempts).fill('failed'));
    return shownWith(`1 of 1 message in ${queue}`);
  };

  test('is a dead letter with its reason, and payable after a redrive, once what was wrong is mended', async () => {
    payments.interfere(({ method, path }) => (method === 'POST' && path === '/v1/payment_intents' ? 'fail' : undefined));
    const order = newOrder();
    const shown = await deadLetter(order);
    expect(shown).toMatch(/why +failed: The sandbox was told to fail at this request\./);
    expect(shown).toContain(order.orderId);
    expect(await payments.shown(order)).toBeUndefined();

    payments.interfere(undefined);
    expect(await dlq('redrive', queue)).toMatchObject({ code: 0, stdout: '1 redriven, 0 kept\n' });
    expect(await payments.pay(order)).toBe(true);
    await payments.service.seen('payment.succeeded', ({ data }) => data.orderId === order.orderId);
    expect((await dlq('show', queue)).stdout).toContain(`0 of 0 messages in ${queue}`);
    const { data: intents } = await payments.stripe.paymentIntents.list({ limit: 100 });
    expect(intents.map(({ metadata }) => metadata.orderId)).toEqual([order.orderId]);
  }, 60_000);

  test('for its amount is told so, and a redrive of it comes back with the same reason', async () => {
    const order = newOrder({ amount: 1 });
    const reason = /why +failed: Amount must be at least/;
    expect(await deadLetter(order)).toMatch(reason);
    await dlq('redrive', queue);
    expect(await shownWith('1 times before')).toMatch(reason);
  }, 60_000);
});
