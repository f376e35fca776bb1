import { expect, test } from '@jest/globals';
import { snapshotOf } from '../src/journal-snapshot.ts';
import type { Message, QueueType } from '../src/model.ts';
import type { Queue } from '../src/queue.ts';
import { VirtualHost } from '../src/vhost.ts';

function queueOn(vhost: VirtualHost, type: QueueType): Queue {
  return vhost.addQueue({ name: type, type, durable: true, exclusive: false, autoDelete: false, arguments: {} }, undefined);
}

function messageTo(routingKey: string, { persistent }: Pick<Message, 'persistent'>): Message {
  const properties = Buffer.alloc(2);
  return { exchange: '', routingKey, properties, content: Buffer.from('x'), persistent, priority: 0, ttlMs: undefined };
}

test('a snapshot has what a restart keeps: no transient message of a classic queue', () => {
  const vhost = new VirtualHost('/');
  queueOn(vhost, 'classic');
  vhost.publish(messageTo('classic', { persistent: false }));
  vhost.publish(messageTo('classic', { persistent: true }));
  const published = snapshotOf(vhost).filter((record) => record.kind === 'published');
  expect(published.map(({ message, places }) => [message.persistent, places.map(({ position }) => position)])).toEqual([[true, [2]]]);
});

test('a snapshot says how often a message was delivered, by what comes of it after a restart', () => {
  const vhost = new VirtualHost('/');
  const queue = queueOn(vhost, 'quorum');
  for (let count = 0; count < 3; count++) vhost.publish(messageTo('quorum', { persistent: true }));
  const [returned, held] = [queue.take({ noAck: false }), queue.take({ noAck: false })];
  if (returned !== undefined) queue.putBack(returned);
  const delivered = snapshotOf(vhost).filter((record) => record.kind === 'delivered');
  // Read again, each counts one more: the first has come back once, the second will have.
  expect([returned?.returns, held?.returns]).toEqual([1, 0]);
  expect(delivered.map(({ place, returns }) => [place.position, returns])).toEqual([[1, 0], [2, 0]]);
});
