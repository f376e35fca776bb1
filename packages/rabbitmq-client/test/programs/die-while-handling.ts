import type { Consumption } from '@kada-mandiya/contract';
import { connect } from '../../src/index.ts';
import { noteEvent, type NoteWritten } from '../note-event.ts';

/** A service that an event kills: `node die-while-handling.ts <url> <routing key> <queue>`. */
const [url = '', routingKey = '', queue = ''] = process.argv.slice(2);
const consumption: Consumption<NoteWritten> = {
  event: noteEvent(routingKey, ''),
  queue,
  deadLetterQueue: `${queue}.dlq`,
  retries: [],
  prefetch: 1,
};
const messaging = await connect({ url, name: 'die-while-handling' });
const consumer = await messaging.consume(
  consumption,
  ({ data }) => {
    if (data.text === 'kill') process.kill(process.pid, 'SIGKILL');
  },
  { deliveryLimit: 2, observe: ({ kind }) => process.stdout.write(`${kind}\n`) },
);
process.stdin.on('end', () => void consumer.stop().then(() => messaging.close()));
process.stdin.resume();
