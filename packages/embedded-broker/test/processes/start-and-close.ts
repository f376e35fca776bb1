import { connect } from 'amqplib';
import { startBroker } from '../../src/index.ts';

/** Ends by itself only when a closed broker leaves nothing behind: no timer, no socket, no file. */
const [, , journal = ''] = process.argv;
const broker = await startBroker({ journal, managementPort: 0 });
const connection = await connect(broker.url);
connection.on('error', () => undefined);
const channel = await connection.createConfirmChannel();
channel.on('error', () => undefined);
await channel.assertQueue('waiting', { arguments: { 'x-queue-type': 'quorum', 'x-message-ttl': 600_000 } });
await channel.assertQueue('unused', { expires: 600_000 });
channel.sendToQueue('waiting', Buffer.from('x'), { persistent: true });
await channel.waitForConfirms();
await fetch(`${broker.managementUrl ?? ''}/api/overview`);
await broker.close();
process.stdout.write('closed\n');
