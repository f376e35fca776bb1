import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { topology } from '../../generated/event-contracts/src/topology.ts';
import { basicAuthorization, brokersUnderTest } from '../../packages/embedded-broker/test/brokers-under-test.ts';
import { brokerToChange } from '../../packages/rabbitmq-client/test/topology-plan/broker-to-change.ts';
import { loadWanted } from '../topology/load-topology.ts';

const file = join(import.meta.dirname, '../../generated/rabbitmq/definitions.json');

test('the exported definitions hold the topology of the contracts', async () => {
  expect((await loadWanted(file)).topology).toEqual(topology);
});

// Only a real broker imports definitions: this says that it takes them, and that nothing gets lost or renamed.
for (const underTest of brokersUnderTest.filter(({ name }) => name === 'RabbitMQ')) {
  describe('on RabbitMQ', () => {
    test('the exported definitions are imported into a fresh virtual host, and what stands there is the topology', async () => {
      const broker = await brokerToChange(underTest);
      try {
        const { username, password, pathname } = new URL(broker.location.amqpUrl);
        const response = await fetch(new URL(`/api/definitions${pathname}`, broker.location.managementUrl), {
          method: 'POST',
          headers: { authorization: basicAuthorization(username, password), 'content-type': 'application/json' },
          body: await readFile(file),
        });
        expect({ ok: response.ok, said: await response.text() }).toEqual({ ok: true, said: '' });
        expect(await broker.plan(topology)).toEqual([]);
        const { queues, exchanges, bindings, policies } = await broker.state();
        expect(queues.map(({ name }) => name).sort()).toEqual(topology.queues.map(({ name }) => name).sort());
        expect(exchanges.filter(({ name }) => name !== '' && !name.startsWith('amq.'))).toHaveLength(topology.exchanges.length);
        expect(bindings).toHaveLength(topology.bindings.length);
        expect(policies).toHaveLength(topology.policies.length);
      } finally {
        await broker.dispose();
      }
    }, 60_000);
  });
}
