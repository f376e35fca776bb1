import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../table.ts';
import type { Broker } from './brokers.ts';
import { runClient } from './client-process.ts';
import { openDesk } from './desk.ts';
import { z } from 'zod';
import { installPeers } from './install-peers.ts';
import { probe, type Guarantees } from './probes.ts';
import { orders } from './workbench.ts';

const clients = ['ours', 'raw', 'rabbitmq-client', 'rascal', 'nestjs'] as const;
type ClientName = (typeof clients)[number];

const titles: Readonly<Record<ClientName, string>> = {
  ours: '@kada-mandiya/rabbitmq-client',
  raw: 'amqplib alone',
  'rabbitmq-client': 'rabbitmq-client',
  rascal: 'rascal',
  nestjs: '@nestjs/microservices RMQ',
};

const messages = 2000;
const rounds = 3;

interface Speed {
  readonly publishMs: number[];
  readonly consumeMs: number[];
}

/** A table of what one could use instead, on the same broker, with what each was seen to do. */
export async function comparePeers(broker: Broker): Promise<string> {
  installPeers();
  const folder = mkdtempSync(join(tmpdir(), 'kada-bench-'));
  const eventsFile = join(folder, 'events.json');
  writeFileSync(eventsFile, JSON.stringify(orders(messages)));
  try {
    const speeds = await measureSpeeds(broker, eventsFile);
    const guarantees = await Promise.all(clients.map((client) => probe(broker, { client, eventsFile })));
    return printed(speeds, guarantees);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureSpeeds(broker: Broker, eventsFile: string): Promise<ReadonlyMap<ClientName, Speed>> {
  const speeds = new Map(clients.map((client): [ClientName, Speed] => [client, { publishMs: [], consumeMs: [] }]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [client, speed] of speeds) {
      const { publishMs, consumeMs } = await measureSpeed(broker, { client, eventsFile });
      speed.publishMs.push(publishMs);
      speed.consumeMs.push(consumeMs);
    }
  }
  return speeds;
}

const Measured = z.object({ result: z.object({ publishMs: z.number(), consumeMs: z.number() }) });

async function measureSpeed(broker: Broker, client: { readonly client: ClientName; readonly eventsFile: string }): Promise<z.infer<typeof Measured>['result']> {
  const desk = await openDesk(broker, client.client);
  try {
    const { said, stderr } = await runClient({ ...client, ...desk.places, mode: 'throughput', url: broker.url, watchMs: 0 });
    const measured = Measured.safeParse(said);
    if (!measured.success) throw new Error(`${client.client} did not publish and consume ${messages} messages:\n${stderr}`);
    return measured.data.result;
  } finally {
    await desk.close();
  }
}

function printed(speeds: ReadonlyMap<ClientName, Speed>, guarantees: readonly Guarantees[]): string {
  const head = ['client', 'published, confirmed', 'consumed, acked', 'a handler throws', 'unroutable', 'connection cut', 'breaks the contract'];
  const rows = Array.from(speeds, ([client, { publishMs, consumeMs }], index) => {
    const seen = guarantees[index];
    const cells = [titles[client], perSecond(publishMs), perSecond(consumeMs)];
    return seen === undefined ? cells : [...cells, seen.failing, seen.unroutable, seen.reconnect, seen.invalid];
  });
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function perSecond(milliseconds: readonly number[]): string {
  return `${Math.round((messages / median(milliseconds)) * 1000)}/s`;
}
