import { parseArgs } from 'node:util';
import { createLogger } from '@kada-mandiya/logger';
import { startStripeSandbox, type StripeSandboxOptions } from '@kada-mandiya/stripe-sandbox';
import { explained, portOf, WrongOption } from './server-command.ts';

const usage = 'npm run stripe-sandbox -- [--port N] [--host ADDRESS] [--data FOLDER] [--webhook-url URL]';

const help = `${usage}

Runs the Stripe sandbox until Ctrl-C. STRIPE_SECRET_KEY (sk_test_…) is the key that it takes, STRIPE_WEBHOOK_SECRET signs what
goes to --webhook-url. With --data, a restart goes on where the last run ended.`;

/** Runs the Stripe sandbox until Ctrl-C. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '12111' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      'webhook-url': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(help);
    return;
  }
  const secretKey = setting('STRIPE_SECRET_KEY') ?? 'sk_test_sandbox';
  const webhookSecret = setting('STRIPE_WEBHOOK_SECRET');
  const webhookUrl = values['webhook-url'];
  if (webhookUrl !== undefined && !/^https?:\/\//.test(webhookUrl)) throw new WrongOption(`'${webhookUrl}' is no address of HTTP`);
  const options: StripeSandboxOptions = {
    secretKey,
    host: values.host,
    port: portOf(values.port),
    logger: createLogger({ service: 'stripe-sandbox', level: 'warn', destination: process.stderr }),
    ...(values.data !== undefined && { dataDir: values.data }),
    ...(webhookUrl !== undefined && { webhookUrl }),
    ...(webhookSecret !== undefined && { webhookSecret }),
  };
  const sandbox = await startStripeSandbox(options);
  console.log(`Stripe API ${sandbox.url}`);
  console.log(`publishable key ${sandbox.publishableKey}`);
  if (webhookUrl !== undefined) console.log(`webhooks to ${webhookUrl}${webhookSecret === undefined ? `, signed with ${sandbox.webhookSecret}` : ''}`);
  console.log(values.data === undefined ? 'nothing is kept on disk' : `state in ${values.data}`);
  const stop = (): void => {
    void sandbox.stop();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

/** Empty counts as missing. */
function setting(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

try {
  await main();
} catch (failure) {
  console.error(`stripe-sandbox: ${explained(failure, usage)}`);
  process.exitCode = 1;
}
