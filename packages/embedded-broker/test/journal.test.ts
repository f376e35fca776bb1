import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connect, type ConfirmChannel, type GetMessage } from 'amqplib';
import { startBroker } from '../src/index.ts';
import { openJournal } from '../src/journal.ts';
import { VirtualHost } from '../src/vhost.ts';
import { killNow, startChild } from './processes/child.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embedded-broker-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const journalFile = (): string => join(folder, '%2F.journal');
const quorum = { arguments: { 'x-queue-type': 'quorum' } };
const persistent = { persistent: true };

/** Runs `work` on a broker with the journal, and closes it. */
async function withBroker<T>(work: (channel: ConfirmChannel, url: string) => Promise<T>): Promise<T> {
  const broker = await startBroker({ journal: folder });
  try {
    return await onBroker(broker.url, work);
  } finally {
    await broker.close();
  }
}

async function onBroker<T>(url: string, work: (channel: ConfirmChannel, url: string) => Promise<T>): Promise<T> {
  const connection = await connect(url);
  const result = await work(await connection.createConfirmChannel(), url);
  await connection.close();
  return result;
}

async function drain(channel: ConfirmChannel, queue: string): Promise<GetMessage[]> {
  const messages: GetMessage[] = [];
  for (let next = await channel.get(queue, { noAck: true }); next !== false; next = await channel.get(queue, { noAck: true })) {
    messages.push(next);
  }
  return messages;
}

const texts = (messages: readonly GetMessage[]): string[] => messages.map(({ content }) => content.toString());

describe('a broker that is killed', () => {
  test('has every confirmed message when it is started again, in order', async () => {
    const child = await startChild('broker.ts', folder);
    const connection = await connect(child.firstLine);
    connection.on('error', () => undefined);
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined);
    await channel.assertQueue('load', quorum);
    const confirmed: number[] = [];
    const enough = Promise.withResolvers<undefined>();
    const load = setInterval(() => {
      for (let count = 0; count < 50; count++) publishNext();
    }, 1);
    let next = 0;
    const publishNext = (): void => {
      const number = next++;
      channel.sendToQueue('load', Buffer.from(String(number)), persistent, (error: unknown) => {
        if (error !== null) return;
        confirmed.push(number);
        if (confirmed.length === 500) enough.resolve(undefined);
      });
    };
    connection.once('close', () => clearInterval(load));
    await enough.promise;
    await killNow(child);

    const numbers = await withBroker(async (again) => texts(await drain(again, 'load')).map(Number));

    expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
    expect(new Set(numbers).size).toBe(numbers.length);
    const found = new Set(numbers);
    expect(confirmed.filter((number) => !found.has(number))).toEqual([]);
  });

  test('gives what was unacknowledged again as redelivered, and nothing that was acknowledged', async () => {
    const child = await startChild('broker.ts', folder);
    const connection = await connect(child.firstLine);
    connection.on('error', () => undefined);
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined);
    await channel.assertQueue('work', quorum);
    for (const text of ['acknowledged', 'held', 'waiting']) channel.sendToQueue('work', Buffer.from(text), persistent);
    await channel.waitForConfirms();
    const first = await channel.get('work');
    await channel.get('work');
    if (first !== false) channel.ack(first);
    // Confirmed after the acknowledgement, so that is on disk too.
    channel.sendToQueue('work', Buffer.from('last'), persistent);
    await channel.waitForConfirms();
    await killNow(child);

    const messages = await withBroker((again) => drain(again, 'work'));

    expect(texts(messages)).toEqual(['held', 'waiting', 'last']);
    expect(messages.map(({ fields }) => fields.redelivered)).toEqual([true, false, false]);
    expect(messages[0]?.properties.headers).toEqual({ 'x-delivery-count': 1 });
  });

  test('leaves a lock that does not keep the next one from starting', async () => {
    await killNow(await startChild('broker.ts', folder));
    await expect(withBroker(() => Promise.resolve('started'))).resolves.toBe('started');
  });
});

describe('a broker that is started again', () => {
  test('has the durable topology, and nothing that is not durable', async () => {
    await withBroker(async (channel) => {
      await channel.assertExchange('events', 'topic', { arguments: { 'alternate-exchange': 'rest' } });
      await channel.assertExchange('rest', 'fanout');
      await channel.assertExchange('passing', 'topic', { durable: false });
      await channel.assertQueue('kept', { ...quorum, deadLetterExchange: 'rest' });
      await channel.assertQueue('unrouted', { durable: true });
      await channel.assertQueue('gone', { durable: false });
      await channel.assertQueue('deleted', { durable: true });
      await channel.bindQueue('kept', 'events', 'order.*');
      await channel.bindQueue('kept', 'events', 'removed.*');
      await channel.unbindQueue('kept', 'events', 'removed.*');
      await channel.bindQueue('unrouted', 'rest', '');
      await channel.bindExchange('rest', 'events', 'copied');
      await channel.bindQueue('kept', 'passing', '#');
      await channel.deleteQueue('deleted');
    });

    await withBroker(async (channel) => {
      for (const key of ['order.created', 'removed.x', 'copied']) channel.publish('events', key, Buffer.from(key), persistent);
      await channel.waitForConfirms();
      expect(texts(await drain(channel, 'kept'))).toEqual(['order.created']);
      expect(texts(await drain(channel, 'unrouted'))).toEqual(['removed.x', 'copied']);
      await channel.assertExchange('passing', 'topic', { durable: false });
      channel.publish('passing', 'any', Buffer.from('nobody is bound'), persistent);
      await channel.waitForConfirms();
      expect(await drain(channel, 'kept')).toEqual([]);
      // The same arguments: a difference would be refused.
      await channel.assertQueue('kept', { ...quorum, deadLetterExchange: 'rest' });
    });
    for (const missing of ['gone', 'deleted']) await expect(checkQueue(missing)).rejects.toThrow('404');
  });

  test('has its policies, and not those that were deleted', async () => {
    const policy = { pattern: '^limited$', definition: { 'max-length': 1 }, 'apply-to': 'queues', priority: 2 };
    const headers = { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}` };
    const change = async (request: RequestInit): Promise<number> => {
      const broker = await startBroker({ journal: folder, managementPort: 0 });
      const { status } = await fetch(`${broker.managementUrl ?? ''}/api/policies/%2F/limit`, { headers, ...request });
      await broker.close();
      return status;
    };
    const leftOfThree = (): Promise<string[]> =>
      withBroker(async (channel) => {
        await channel.assertQueue('limited');
        for (const text of ['a', 'b', 'c']) channel.sendToQueue('limited', Buffer.from(text));
        await channel.waitForConfirms();
        return texts(await drain(channel, 'limited'));
      });

    expect(await change({ method: 'PUT', body: JSON.stringify(policy) })).toBe(201);
    expect(await leftOfThree()).toEqual(['c']);
    expect(await change({ method: 'DELETE' })).toBe(204);
    expect(await leftOfThree()).toEqual(['a', 'b', 'c']);
  });

  test('has persistent messages with their properties, and no transient ones of a classic queue', async () => {
    const properties = { messageId: 'm-1', headers: { a: 1, deep: { b: [true, 'x'] } }, timestamp: 5, contentType: 'text/plain' };
    await withBroker(async (channel) => {
      await channel.assertQueue('classic', { durable: true });
      await channel.assertQueue('quorum', quorum);
      for (const queue of ['classic', 'quorum']) {
        channel.sendToQueue(queue, Buffer.from('transient'), properties);
        channel.sendToQueue(queue, Buffer.from('persistent'), { ...properties, ...persistent });
      }
      await channel.waitForConfirms();
    });

    const [classic, all] = await withBroker(async (channel) => [await drain(channel, 'classic'), await drain(channel, 'quorum')]);

    expect(texts(classic)).toEqual(['persistent']);
    expect(texts(all)).toEqual(['transient', 'persistent']);
    expect(classic[0]?.properties).toMatchObject(properties);
  });

  test('lets a message expire at the time that was set before', async () => {
    await withBroker(async (channel) => {
      await channel.assertQueue('expired', quorum);
      await channel.assertQueue('retry', { arguments: { ...quorum.arguments, 'x-message-ttl': 1, 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'expired' } });
      channel.sendToQueue('retry', Buffer.from('x'), persistent);
      await channel.waitForConfirms();
    });

    const death = await withBroker(async (channel) => (await untilSome(channel, 'expired')).properties.headers?.['x-first-death-reason']);
    expect(death).toBe('expired');
  });

  test('keeps what was dead-lettered, once', async () => {
    await withBroker(async (channel) => {
      await channel.assertQueue('dead', quorum);
      await channel.assertQueue('work', { arguments: { ...quorum.arguments, 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead' } });
      channel.sendToQueue('work', Buffer.from('poison'), persistent);
      await channel.waitForConfirms();
      const message = await channel.get('work');
      if (message !== false) channel.nack(message, false, false);
      await channel.checkQueue('dead');
    });

    const [work, dead] = await withBroker(async (channel) => [await drain(channel, 'work'), await drain(channel, 'dead')]);
    expect(texts(work)).toEqual([]);
    expect(texts(dead)).toEqual(['poison']);
    expect(dead[0]?.properties.headers?.['x-death']).toMatchObject([{ queue: 'work', reason: 'rejected', count: 1 }]);
  });

  async function checkQueue(queue: string): Promise<void> {
    const broker = await startBroker({ journal: folder });
    const connection = await connect(broker.url);
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    try {
      await channel.checkQueue(queue);
    } finally {
      await connection.close();
      await broker.close();
    }
  }
});

/** Takes the next message as soon as there is one. */
async function untilSome(channel: ConfirmChannel, queue: string): Promise<GetMessage> {
  const arrived = Promise.withResolvers<GetMessage>();
  await channel.consume(queue, (message) => message !== null && arrived.resolve({ ...message, fields: { ...message.fields, messageCount: 0 } }));
  return arrived.promise;
}

describe('a journal', () => {
  test('is cut where its tail is torn, at whatever byte', async () => {
    await withBroker(async (channel) => {
      await channel.assertQueue('torn', quorum);
      for (let number = 0; number < 3; number++) channel.sendToQueue('torn', Buffer.from(String(number)), persistent);
      await channel.waitForConfirms();
    });
    const whole = await readFile(journalFile());
    let most = 0;
    for (let length = 0; length <= whole.length; length++) {
      await writeFile(journalFile(), whole.subarray(0, length));
      const vhost = new VirtualHost('/');
      await (await openJournal(folder, vhost, { flushed: () => undefined, cut: () => undefined, failed: () => undefined })).close();
      const found = vhost.queues.get('torn')?.ready ?? 0;
      vhost.close();
      expect(found).toBeGreaterThanOrEqual(most);
      expect((await stat(journalFile())).size).toBeLessThanOrEqual(length);
      most = found;
    }
    expect(most).toBe(3);
  });

  test('is cut at a record that was changed on disk, and goes on from there', async () => {
    await withBroker(async (channel) => {
      await channel.assertQueue('changed', quorum);
      for (const text of ['first', 'second']) channel.sendToQueue('changed', Buffer.from(text), persistent);
      await channel.waitForConfirms();
    });
    const bytes = await readFile(journalFile());
    bytes[bytes.indexOf('second')] = 0x53;
    await writeFile(journalFile(), bytes);

    await withBroker(async (channel) => {
      channel.sendToQueue('changed', Buffer.from('third'), persistent);
      await channel.waitForConfirms();
    });
    const left = await withBroker(async (channel) => texts(await drain(channel, 'changed')));
    expect(left).toEqual(['first', 'third']);
  });

  test('is cut where zeros follow, as after a loss of power', async () => {
    await withBroker(async (channel) => {
      await channel.assertQueue('kept', quorum);
      channel.sendToQueue('kept', Buffer.from('first'), persistent);
      await channel.waitForConfirms();
    });
    const bytes = await readFile(journalFile());
    await writeFile(journalFile(), Buffer.concat([bytes, Buffer.alloc(64)]));

    expect(await withBroker(async (channel) => texts(await drain(channel, 'kept')))).toEqual(['first']);
  });

  test('is rewritten when most of it is history, and loses nothing by it', async () => {
    const size = 65_536;
    const kept = await withBroker(async (channel) => {
      await channel.assertQueue('kept', quorum);
      await channel.assertQueue('passing', quorum);
      for (let number = 0; number < 600; number++) {
        const queue = number % 100 === 0 ? 'kept' : 'passing';
        channel.sendToQueue(queue, Buffer.alloc(size, String(number).padStart(8)), persistent);
        if (number % 50 === 49) {
          await channel.waitForConfirms();
          await drain(channel, 'passing');
        }
      }
      return (await channel.get('kept')) === false ? 'nothing' : 'one is held';
    });
    expect(kept).toBe('one is held');
    expect((await stat(journalFile())).size).toBeLessThan(400 * size);

    const [numbers, flags] = await withBroker(async (channel) => {
      const messages = await drain(channel, 'kept');
      return [messages.map(({ content }) => Number(content.subarray(0, 8).toString())), messages.map(({ fields }) => fields.redelivered)];
    });
    expect(numbers).toEqual([0, 100, 200, 300, 400, 500]);
    expect(flags).toEqual([true, false, false, false, false, false]);
  }, 60_000);

  test('belongs to one broker at a time', async () => {
    await withBroker(async () => {
      await expect(startBroker({ journal: folder })).rejects.toThrow('uses the journal');
    });
    const child = await startChild('broker.ts', folder);
    await expect(startBroker({ journal: folder })).rejects.toThrow(`process ${child.process.pid ?? ''} uses the journal`);
    await killNow(child);
  });
});
