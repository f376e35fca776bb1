import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@kada-mandiya/contract';
import { connect, type ConfirmChannel } from 'amqplib';
import { createSightings, type Sightings } from './sightings.ts';

export interface EventWatchOptions {
  /** Of the broker. */
  readonly url: string;
  /** Everything that is published to these is seen; they must be there. */
  readonly exchanges: readonly string[];
  /** Called with each event as it passes. */
  readonly onEvent?: (event: EventEnvelope) => void;
}

/** An ear on exchanges: it takes nothing away from anybody. */
export interface EventWatch extends Pick<Sightings, 'seen' | 'published'> {
  /** Resolves when everything that was published before has been seen. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

/** Sees every event that passes from now on, by a queue of its own. */
export async function watchEvents({ url, exchanges, onEvent }: EventWatchOptions): Promise<EventWatch> {
  const model = await connect(url);
  const channel = await model.createConfirmChannel();
  const sightings = createSightings(onEvent);
  const marker = `test.marker.${randomUUID()}`;
  await listenIn(channel, exchanges, (routingKey, text) => {
    if (routingKey === marker) sightings.markerArrived(text);
    else sightings.arrived(text);
  });
  return {
    seen: sightings.seen,
    published: sightings.published,
    async caughtUp() {
      const [exchange] = exchanges;
      if (exchange === undefined) return;
      const id = randomUUID();
      const arrived = sightings.marker(id);
      channel.publish(exchange, marker, Buffer.from(id));
      await channel.waitForConfirms();
      await arrived;
    },
    stop: () => model.close(),
  };
}

async function listenIn(channel: ConfirmChannel, exchanges: readonly string[], arrived: (routingKey: string, text: string) => void): Promise<void> {
  const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
  for (const exchange of exchanges) await channel.bindQueue(queue, exchange, '#');
  await channel.consume(queue, (message) => message !== null && arrived(message.fields.routingKey, message.content.toString()), { noAck: true });
}
