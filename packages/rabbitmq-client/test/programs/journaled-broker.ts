import { startBroker } from '@kada-mandiya/embedded-broker';

/** An embedded broker in a process of its own: `node journaled-broker.ts <port> <journal>`. */
const [port = '0', journal = ''] = process.argv.slice(2);
const broker = await startBroker({ port: Number(port), journal });
process.stdout.write(`${broker.url}\n`);
