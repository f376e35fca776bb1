import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { basicAuthorization, brokersUnderTest, type BrokerUnderTest } from '../../packages/embedded-broker/test/brokers-under-test.ts';
import { showPurchase } from '../demo/show-purchase.ts';

interface VirtualHost {
  readonly url: string;
  remove(): Promise<void>;
}

/** A virtual host of the test's own, by the management API: the shop's queues have the same names wherever it runs. */
async function virtualHost({ name, url, managementUrl }: BrokerUnderTest): Promise<VirtualHost> {
  if (name !== 'RabbitMQ') return { url, remove: () => Promise.resolve() };
  if (managementUrl === undefined) throw new Error('the management API does not answer');
  const { username, password } = new URL(url);
  const host = `kada-test-${randomUUID().slice(0, 8)}`;
  const ask = async (method: string, path: string, body?: object): Promise<void> => {
    const headers = { authorization: basicAuthorization(username, password), 'content-type': 'application/json' };
    const response = await fetch(new URL(path, managementUrl), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  };
  await ask('PUT', `/api/vhosts/${host}`);
  await ask('PUT', `/api/permissions/${host}/${username || 'guest'}`, { configure: '.*', write: '.*', read: '.*' });
  return { url: new URL(`/${host}`, url).href, remove: () => ask('DELETE', `/api/vhosts/${host}`) };
}

test.each(brokersUnderTest)('the demo buys something on $name, and sees every step', async (broker) => {
  const running = await broker.start();
  const host = await virtualHost(running);
  const lines: string[] = [];
  try {
    const steps = await showPurchase((line) => void lines.push(line), { AMQP_URL: host.url, SQLSERVER_URL: process.env.SQLSERVER_URL });

    expect(steps).toBe(34);
    expect(lines[0]).toContain('RabbitMQ');
    for (const key of ['user.registered', 'product.changed', 'order.created', 'payment.intent.created', 'payment.succeeded', 'payment.failed', 'order.paid', 'notification.send']) {
      expect(lines.filter((line) => line.includes(` ${key} `)).length).toBeGreaterThan(0);
    }
  } finally {
    await host.remove();
    await running.stop();
  }
});
