import { connect } from 'amqplib';

/** Publishes numbered messages to a queue, waits for the confirms and ends. */
const [, , url = '', queue = '', count = '0'] = process.argv;
const connection = await connect(url);
const channel = await connection.createConfirmChannel();
for (let number = 0; number < Number(count); number++) channel.sendToQueue(queue, Buffer.from(`${process.pid}:${number}`));
await channel.waitForConfirms();
await connection.close();
