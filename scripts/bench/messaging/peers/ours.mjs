import { orderCreatedV1 } from '@kada-mandiya/event-contracts/order.created';
import { connect } from '@kada-mandiya/rabbitmq-client';

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

export async function open({ url, exchange, queue, deadLetterQueue, retries, prefetch }) {
  const event = { ...orderCreatedV1, exchange };
  const messaging = await connect({ url, name: 'bench', logger: silent });
  const publisher = messaging.publisher();
  return {
    publish: (events) => Promise.all(events.map((each) => publisher.publish(event, each))),
    publishUnroutable: (each) => publisher.publish({ ...event, routingKey: 'nobody' }, each).then(() => false, () => true),
    async consume(handle) {
      const consumer = await messaging.consume({ event, queue, deadLetterQueue, retries, prefetch }, handle);
      return () => consumer.stop();
    },
    close: () => messaging.close(),
  };
}
