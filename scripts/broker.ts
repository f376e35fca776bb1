import { parseArgs } from 'node:util';
import { startBroker, type BrokerLogger } from '@kada-mandiya/embedded-broker';
import { explained, portOf, WrongOption } from './server-command.ts';

const usage = 'npm run broker -- [--port N] [--host ADDRESS] [--journal FOLDER] [--management-port N] [--user NAME:PASSWORD]';

/** Runs the embedded broker until Ctrl-C. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '5672' },
      host: { type: 'string', default: '127.0.0.1' },
      journal: { type: 'string' },
      'management-port': { type: 'string' },
      user: { type: 'string', default: 'guest:guest' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(`${usage}\n\nRuns the embedded broker until Ctrl-C. With --journal, a restart keeps persistent messages.`);
    return;
  }
  const broker = await startBroker({
    host: values.host,
    port: portOf(values.port),
    users: usersOf(values.user),
    logger: printed,
    ...(values.journal !== undefined && { journal: values.journal }),
    ...(values['management-port'] !== undefined && { managementPort: portOf(values['management-port']) }),
  });
  console.log(`AMQP ${broker.url}`);
  if (broker.managementUrl !== undefined) console.log(`management ${broker.managementUrl}`);
  console.log(values.journal === undefined ? 'nothing is kept on disk' : `journal in ${values.journal}`);
  const stop = (): void => {
    void broker.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

/** The banner says that the broker listens; what goes wrong later is one line each. */
const printed: BrokerLogger = {
  info: (fields, message) => {
    if ('bytes' in fields) console.error(`broker: ${message} (${String(fields.bytes)} bytes)`);
  },
  error: (fields, message) => console.error(`broker: ${message}${'err' in fields ? ` (${String(fields.err)})` : ''}`),
};

function usersOf(text: string): Record<string, string> {
  const [name = '', ...password] = text.split(':');
  if (name === '' || password.length === 0) throw new WrongOption(`'${text}' is no NAME:PASSWORD`);
  return { [name]: password.join(':') };
}

try {
  await main();
} catch (failure) {
  console.error(`broker: ${explained(failure, usage)}`);
  process.exitCode = 1;
}
