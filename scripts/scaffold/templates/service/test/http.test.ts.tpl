import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testIssuer } from '@kada-mandiya/auth/testing';
import type { {{Contract}} } from '@kada-mandiya/service-contracts/{{service}}';
import { startService, type ServiceUnderTest } from '@kada-mandiya/service-kit/testing';
import { randomUUID } from 'node:crypto';
import { new{{Thing}} } from '../src/{{base}}.ts';
import { service } from '../src/service.ts';
import type { {{Thing}}Reads, {{Thing}}Store } from '../src/store.ts';

const issuer = testIssuer();
const tokenOf = (id: string): string => issuer.token({ id, roles: ['customer'] });

describe('{{service}} over HTTP', () => {
  let running: ServiceUnderTest<{{Contract}}, {{Thing}}Store, {{Thing}}Reads>;
  beforeAll(async () => {
    running = await startService(service, { env: issuer.env });
  });
  afterAll(async () => {
    expect(await running.stop()).toBe(true);
  });

  test('the owner reads it, others find nothing', async () => {
    const [userId, {{thing}}Id] = [randomUUID(), randomUUID()];
    const {{thing}} = new{{Thing}}({ {{thing}}Id, userId }, new Date());
    await running.tools.transaction(({ store }) => store.insert({{thing}}));
    const request = { params: { {{thing}}Id } };

    expect(await running.client.call('getMy{{Thing}}', request, { token: tokenOf(userId) })).toMatchObject({ status: 200, body: {{thing}} });
    for (const answer of [
      await running.client.call('getMy{{Thing}}', request, { token: tokenOf(randomUUID()) }),
      await running.client.call('getMy{{Thing}}', { params: { {{thing}}Id: randomUUID() } }, { token: tokenOf(userId) }),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { code: '{{base}}-not-found' } });
    }
  });

  test('nobody reads without a token, or by what is no id', async () => {
    expect(await running.client.send('getMy{{Thing}}', { params: { {{thing}}Id: randomUUID() } })).toMatchObject({ status: 401 });
    expect(await running.client.send('getMy{{Thing}}', { params: { {{thing}}Id: 'one' }, token: tokenOf(randomUUID()) })).toMatchObject({ status: 400 });
  });
});
