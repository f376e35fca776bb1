import { expect, test } from '@jest/globals';
import { testIssuer } from '@kada-mandiya/auth/testing';
import { {{contract}} } from '@kada-mandiya/event-contracts/{{routingKey}}';
import { startService } from '@kada-mandiya/service-kit/testing';
import { randomUUID } from 'node:crypto';
import { service } from '../src/service.ts';

test('{{routingKey}} is applied once, however often it comes', async () => {
  const running = await startService(service, { env: {{env}} });
  try {
    for (const { data } of {{contract}}.examples) {
      const eventId = randomUUID();
      expect(await running.receive('{{routingKey}}', data, { eventId })).toBe('applied');
      await running.publish('{{routingKey}}', data, { eventId });
      expect(await running.endingsOf(eventId, 2)).toEqual(['applied', 'duplicate']);
    }
  } finally {
    expect(await running.stop()).toBe(true);
  }
});
