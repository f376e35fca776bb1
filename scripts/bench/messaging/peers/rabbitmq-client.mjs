import { Connection } from 'rabbitmq-client';

export async function open({ url, exchange, routingKey, queue, prefetch }) {
  const connection = new Connection(url);
  connection.on('error', () => undefined);
  await new Promise((resolve) => connection.once('connection', resolve));
  const publisher = connection.createPublisher({ confirm: true });
  return {
    publish: (events) => Promise.all(events.map((event) => publisher.send({ exchange, routingKey, durable: true }, event))),
    publishUnroutable: (event) => publisher.send({ exchange, routingKey: 'nobody', durable: true }, event).then(() => false, () => true),
    async consume(handle) {
      const consumer = connection.createConsumer(
        { queue, queueOptions: { durable: true, arguments: { 'x-queue-type': 'quorum' } }, qos: { prefetchCount: prefetch } },
        async (message) => {
          await handle(message.body);
        },
      );
      consumer.on('error', () => undefined);
      await new Promise((resolve) => consumer.once('ready', resolve));
      return () => consumer.close();
    },
    close: async () => {
      await publisher.close();
      await connection.close();
    },
  };
}
