import { connect } from 'amqplib';

export async function open({ url, exchange, routingKey, queue, prefetch }) {
  const connection = await connect(url);
  const out = await connection.createConfirmChannel();
  const send = (key, event) => out.publish(exchange, key, Buffer.from(JSON.stringify(event)), { persistent: true });
  return {
    async publish(events) {
      for (let from = 0; from < events.length; from += 100) {
        for (const event of events.slice(from, from + 100)) send(routingKey, event);
        await out.waitForConfirms();
      }
    },
    async publishUnroutable(event) {
      send('nobody', event);
      await out.waitForConfirms();
      return false;
    },
    async consume(handle) {
      const channel = await connection.createChannel();
      await channel.prefetch(prefetch);
      const { consumerTag } = await channel.consume(queue, async (message) => {
        await handle(JSON.parse(message.content.toString()));
        channel.ack(message);
      });
      return () => channel.cancel(consumerTag);
    },
    close: () => connection.close(),
  };
}
