import { once } from 'node:events';
import { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { connect, type ChannelModel } from 'amqplib';
import { startBroker } from '@kada-mandiya/embedded-broker';
import { joinWrites } from '../src/connection/joined-writes.ts';

function socketOf(model: ChannelModel): Socket {
  const socket: unknown = Reflect.get(model.connection, 'stream');
  if (!(socket instanceof Socket)) throw new Error('amqplib keeps its socket elsewhere');
  return socket;
}

test('what is written in one turn leaves at its end, all of it and in order', async () => {
  const broker = await startBroker();
  const model = await connect(broker.url);
  try {
    joinWrites(model);
    const socket = socketOf(model);
    const channel = await model.createConfirmChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    expect(socket.writableCorked).toBe(0);
    const received: string[] = [];
    await channel.consume(queue, (message) => void received.push(message?.content.toString() ?? ''), { noAck: true });
    const sent = Array.from({ length: 50 }, (_, index) => String(index));
    const corked = new Set<number>();
    const write = socket.write.bind(socket);
    Object.defineProperty(socket, 'write', {
      value: (...data: Parameters<typeof write>) => {
        const result = write(...data);
        corked.add(socket.writableCorked);
        return result;
      },
    });
    for (const text of sent) channel.sendToQueue(queue, Buffer.from(text));
    await channel.waitForConfirms();
    while (received.length < sent.length) await once(channel, 'delivery');
    expect(received).toEqual(sent);
    expect([...corked]).toEqual([1]);
    expect(socket.writableCorked).toBe(0);
  } finally {
    await model.close();
    await broker.close();
  }
});
