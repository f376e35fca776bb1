import { startBroker } from '../../src/index.ts';

/** A broker in a process of its own, on the journal that is named; prints its address and runs until it is ended. */
const [, , journal = ''] = process.argv;
const broker = await startBroker({ journal });
process.stdout.write(`${broker.url}\n`);
