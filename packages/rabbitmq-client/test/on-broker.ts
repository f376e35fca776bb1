import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { connect as connectAmqp, type Channel } from 'amqplib';
import type { Topology } from '@kada-mandiya/contract';
import type { Logger } from '@kada-mandiya/logger';
import { brokersUnderTest, type BrokerUnderTest } from '../../embedded-broker/test/brokers-under-test.ts';
import { connect, type ConnectOptions, type Messaging } from '../src/index.ts';

export interface LogLine {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

/** A logger that remembers. */
export function recordingLogger(): Logger & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const write = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  const logger = {
    lines,
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (): Logger => logger,
  };
  return logger;
}

/** Waits until `condition` holds; a test that waits in vain ends by its own time limit, with what was last seen. */
export async function eventually(condition: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms in vain for: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Connections, queues and exchanges of one test, which it leaves behind no more. */
export interface Bench {
  connect(options?: Partial<ConnectOptions>): Promise<Messaging>;
  /** With amqplib, past the client. */
  onChannel<T>(work: (channel: Channel) => Promise<T>): Promise<T>;
  /** How many messages are ready in a queue. */
  ready(queue: string): Promise<number>;
  /** Deletes what a topology names, at the end. */
  owns(topology: Topology): void;
  clear(): Promise<void>;
}

/** A bench and where its broker is, once the tests run. */
export interface BrokerBench extends Bench {
  url(): string;
}

export const quickBackoff = { minMs: 5, maxMs: 50 };

export function benchOn(url: () => string): Bench {
  const open: Messaging[] = [];
  const topologies: Topology[] = [];

  const onChannel = async <T>(work: (channel: Channel) => Promise<T>): Promise<T> => {
    const model = await connectAmqp(url());
    try {
      const channel = await model.createChannel();
      channel.on('error', () => undefined);
      return await work(channel);
    } finally {
      await model.close();
    }
  };
  return {
    onChannel,
    connect: async (options = {}) => {
      if (options.topology !== undefined) topologies.push(options.topology);
      const defaults = { url: url(), name: 'archive', logger: recordingLogger(), backoff: quickBackoff };
      const messaging = await connect({ ...defaults, ...options });
      open.push(messaging);
      return messaging;
    },
    ready: (queue) => onChannel(async (channel) => (await channel.checkQueue(queue)).messageCount),
    owns: (topology) => void topologies.push(topology),
    clear: async () => {
      await Promise.all(open.splice(0).map((messaging) => messaging.close({ withinMs: 100 })));
      const named = topologies.splice(0);
      if (named.length > 0) await onChannel((channel) => deleteAll(channel, named));
    },
  };
}

async function deleteAll(channel: Channel, topologies: readonly Topology[]): Promise<void> {
  for (const { queues, exchanges } of topologies) {
    for (const { name } of queues) await channel.deleteQueue(name);
    for (const { name } of exchanges) await channel.deleteExchange(name);
  }
}

/** The tests of `describeTests`, once for each broker under test, which runs while they do. */
export function describeOnBrokers(describeTests: (bench: BrokerBench) => void): void {
  describe.each(brokersUnderTest)('on $name', (brokerToTest) => {
    let broker: BrokerUnderTest;
    const url = (): string => broker.url;
    const bench = { ...benchOn(url), url };
    beforeAll(async () => {
      broker = await brokerToTest.start();
    });
    afterEach(() => bench.clear());
    afterAll(() => broker.stop());
    describeTests(bench);
  });
}
