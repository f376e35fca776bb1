import { expect, test } from '@jest/globals';
import { testIssuer } from '@kada-mandiya/auth/testing';
import { {{contract}} } from '@kada-mandiya/event-contracts/{{routingKey}}';
import { startService } from '@kada-mandiya/service-kit/testing';
import { service } from '../src/service.ts';

test('{{routingKey}} leaves with its transaction, as the contract says', async () => {
  const running = await startService(service, { env: {{env}} });
  try {
    for (const { data } of {{contract}}.examples) {
      await running.tools.transaction(({ publish }) => publish('{{routingKey}}', data));
      expect(await running.seen('{{routingKey}}', (event) => JSON.stringify(event.data) === JSON.stringify(data))).toMatchObject({ eventType: '{{routingKey}}', version: 1, data });
    }
  } finally {
    expect(await running.stop()).toBe(true);
  }
});
