/**
 * `npm run web:mock [-- --dynamic] [-- --built]`: the storefront on Prism's mocks, with hot reload, until Ctrl-C. No service,
 * broker or database runs.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { requestLine, startTable } from './mocks/print.ts';
import { explained, portOf } from './server-command.ts';
import { filled } from './shop/filled.ts';
import { ensureBuilt } from './web/build.ts';
import { startMockedWeb } from './web/mocked-web.ts';

const usage = 'npm run web:mock -- [--dynamic] [--built] [--port-base N]';

try {
  const { values } = parseArgs({
    options: { dynamic: { type: 'boolean', default: false }, built: { type: 'boolean', default: false }, 'port-base': { type: 'string', default: '4010' } },
  });
  if (values.built) await ensureBuilt(console.log);
  const mocked = await startMockedWeb({
    mocks: { dynamic: values.dynamic, portBase: portOf(values['port-base']), watch: true, say: (line) => console.log(line), onAnswer: (...about) => console.log(requestLine(...about)) },
    web: { development: !values.built, port: portOf(filled(process.env.WEB_PORT) ?? '3000'), print: (text) => process.stdout.write(text) },
    stripePort: 0,
  });
  console.log(`${startTable(mocked.mocks, values)}\n\nThe storefront on these mocks: ${mocked.web.url}\nSign in as anybody; cards are Stripe's test numbers. Ctrl-C stops it.`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), mocked.web.ended]);
  await mocked.stop();
} catch (failure) {
  console.error(`web:mock: ${explained(failure, usage)}`);
  process.exitCode = 1;
}
