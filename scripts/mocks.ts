/** `npm run mocks`: Prism for the public API and for each service, from the contracts, until Ctrl-C. */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { BrokenSpecs } from './mocks/documents.ts';
import { requestLine, startTable } from './mocks/print.ts';
import { MocksRefused } from './mocks/read-documents.ts';
import { startMocks } from './mocks/start-mocks.ts';
import { explained, portOf } from './server-command.ts';

const usage = 'npm run mocks -- [--only NAME[,NAME]]... [--dynamic] [--port-base N] [--specs FOLDER]';

const help = `${usage}

Serves the public API at port 4010 and each service at the ports that follow (--port-base), or only some (--only order-service).
Answers are the examples of the contracts: that of the id in the path, of the token's user, of the filter in the query. With
--dynamic they are made up from the schemas. A header Prefer has the last word: 'Prefer: example=NAME', 'Prefer: code=404'.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      dynamic: { type: 'boolean', default: false },
      'port-base': { type: 'string', default: '4010' },
      specs: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(help);
    return;
  }
  const mocks = await startMocks({
    ...(values.specs !== undefined && { specs: values.specs }),
    only: values.only.flatMap((names) => names.split(',')).map((name) => name.trim()),
    dynamic: values.dynamic,
    portBase: portOf(values['port-base']),
    watch: true,
    say: (line) => console.log(line),
    onAnswer: (...about) => console.log(requestLine(...about)),
  });
  console.log(startTable(mocks, values));
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await mocks.stop();
}

try {
  await main();
} catch (failure) {
  const known = failure instanceof MocksRefused || failure instanceof BrokenSpecs;
  console.error(`mocks: ${known ? failure.message : explained(failure, usage)}`);
  process.exitCode = 1;
}
