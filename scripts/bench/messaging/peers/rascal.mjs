import rascal from 'rascal';

export async function open({ url, exchange, routingKey, queue, prefetch }) {
  const { hostname, port, username, password, pathname } = new URL(url);
  const vhost = decodeURIComponent(pathname.slice(1)) || '/';
  const broker = await rascal.BrokerAsPromised.create({
    vhosts: {
      [vhost]: {
        connection: { hostname, port: port === '' ? 5672 : Number(port), user: username, password },
        exchanges: { [exchange]: { assert: false, check: false, type: 'topic' } },
        queues: { [queue]: { assert: false, check: true } },
        publications: { event: { exchange, routingKey }, nobody: { exchange, routingKey: 'nobody' } },
        subscriptions: { event: { queue, prefetch } },
      },
    },
  });
  broker.on('error', () => undefined);
  const send = async (publication, event) => {
    const sent = await broker.publish(publication, event);
    return new Promise((resolve, reject) => {
      sent.on('success', () => resolve(true)).on('error', reject).on('return', () => undefined);
    });
  };
  return {
    publish: (events) => Promise.all(events.map((event) => send('event', event))),
    async publishUnroutable(event) {
      const sent = await broker.publish('nobody', event);
      let seen = false;
      await new Promise((resolve, reject) => {
        sent.on('success', resolve).on('error', reject).on('return', () => {
          seen = true;
        });
      });
      return seen;
    },
    async consume(handle) {
      const subscription = await broker.subscribe('event');
      subscription.on('error', () => undefined);
      subscription.on('invalid_content', (_, __, ackOrNack) => ackOrNack());
      subscription.on('message', async (_, content, ackOrNack) => {
        try {
          await handle(content);
          ackOrNack();
        } catch (error) {
          ackOrNack(error);
        }
      });
      return () => subscription.cancel();
    },
    close: () => broker.shutdown(),
  };
}
