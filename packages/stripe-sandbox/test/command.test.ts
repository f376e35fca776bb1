import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from '@jest/globals';
import { afterTest, clientOf, newIntent, receiverUnderTest, secretKey, webhookSecret } from './sandbox-under-test.ts';

const script = join(import.meta.dirname, '..', '..', '..', 'scripts', 'stripe-sandbox.ts');
const quietSqlite = '--disable-warning=ExperimentalWarning';

interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

async function run(...args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [quietSqlite, script, ...args], { env: { STRIPE_SECRET_KEY: secretKey } });
  let output = '';
  let errors = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, errors };
}

describe('npm run stripe-sandbox', () => {
  test('runs until it is told to end, and says where it is', async () => {
    const data = await mkdtemp(join(tmpdir(), 'stripe-sandbox-'));
    afterTest(() => rm(data, { recursive: true, force: true }));
    const receiver = await receiverUnderTest();
    const env = { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret };
    const child = spawn(process.execPath, [quietSqlite, script, '--port', '0', '--data', data, '--webhook-url', receiver.url], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    afterTest(async () => {
      child.kill('SIGKILL');
      await exited;
    });
    const printed: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      printed.push(line);
      if (line.startsWith('state in')) break;
    }
    expect(printed).toEqual([
      expect.stringMatching(/^Stripe API http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^publishable key pk_test_\w+$/),
      `webhooks to ${receiver.url}`,
      `state in ${data}`,
    ]);
    const port = Number(/\d+$/.exec(printed[0] ?? '')?.[0]);
    await newIntent(clientOf({ port }, secretKey));
    expect((await receiver.events.next()).event.type).toBe('payment_intent.created');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  test.each([
    [['--port', 'http'], "'http' is no port"],
    [['--port', '70000'], "'70000' is no port"],
    [['--colour', 'red'], '--colour'],
    [['--webhook-url', 'shop'], "'shop' is no address of HTTP"],
  ])('%j is explained', async (args, message) => {
    const { code, output, errors } = await run(...args);
    expect(code).toBe(1);
    expect(output).toBe('');
    expect(errors).toContain(message);
    expect(errors).toContain('npm run stripe-sandbox -- [--port N]');
    expect(errors).not.toContain('    at ');
  });

  test('says how it is used', async () => {
    const { code, output } = await run('--help');
    expect(code).toBe(0);
    expect(output).toContain('npm run stripe-sandbox -- [--port N]');
    expect(output).toContain('STRIPE_SECRET_KEY');
  });
});
