import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, Ctx, EventPattern, Payload, Transport } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';

export async function open({ url, routingKey, queue, prefetch, mode }) {
  // Its default is to acknowledge before the handler runs (`noAck`); for the figures it acknowledges after.
  const noAck = mode !== 'throughput';
  const shared = { urls: [url], queueOptions: { durable: true, arguments: { 'x-queue-type': 'quorum' } } };
  const clientOf = (name, more) =>
    ClientProxyFactory.create({ transport: Transport.RMQ, options: { ...shared, queue: name, persistent: true, ...more } });
  const client = clientOf(queue);
  await client.connect();
  return {
    publish: (events) => Promise.all(events.map((event) => lastValueFrom(client.emit(routingKey, event), { defaultValue: undefined }))),
    async publishUnroutable(event) {
      const other = clientOf(`${queue}.nobody`, { noAssert: true });
      await other.connect();
      const seen = await lastValueFrom(other.emit(routingKey, event), { defaultValue: undefined }).then(() => false, () => true);
      await other.close();
      return seen;
    },
    async consume(handle) {
      class Listener {
        async handle(event, context) {
          await handle(event);
          if (!noAck) context.getChannelRef().ack(context.getMessage());
        }
      }
      Controller()(Listener);
      EventPattern(routingKey)(Listener.prototype, 'handle', Object.getOwnPropertyDescriptor(Listener.prototype, 'handle'));
      Payload()(Listener.prototype, 'handle', 0);
      Ctx()(Listener.prototype, 'handle', 1);
      class App {}
      Module({ controllers: [Listener] })(App);
      const app = await NestFactory.createMicroservice(App, {
        transport: Transport.RMQ,
        logger: false,
        options: { ...shared, queue, noAck, prefetchCount: prefetch },
      });
      await app.listen();
      return () => app.close();
    },
    close: () => client.close(),
  };
}
