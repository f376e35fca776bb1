import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { load } from '../gateway/load.ts';
import { atLeast, median, type Measurement } from '../table.ts';
import type { AppKind } from './http/apps.ts';

const rounds = 9;
const requests = 2000;
const connections = 16;

const Started = z.object({ url: z.string() });
const Used = z.object({ microseconds: z.number() });
const Profiled = z.object({ shares: z.record(z.string(), z.number()) });

interface Side {
  readonly kind: AppKind;
  readonly url: string;
  readonly ask: (question: 'used' | 'start profile' | 'end profile') => Promise<unknown>;
  stop(): Promise<void>;
}

/** How many requests a second, and how much processor time of the server for each. */
interface Taken {
  readonly perSecond: number;
  readonly microseconds: number;
}

const headers = ['host: orders', 'accept: application/json', 'user-agent: bench', 'authorization: Bearer good'];
const order = JSON.stringify({ items: Array.from({ length: 5 }, (_, index) => ({ productId: `d8ddb999-489b-40c2-87ad-75fda51437c${index}`, quantity: 2 })) });
const cases: readonly (readonly [what: string, request: Buffer])[] = [
  ['GET /orders', Buffer.from(['GET /orders?limit=20 HTTP/1.1', ...headers, '', ''].join('\r\n'))],
  [
    'POST /orders',
    Buffer.from(['POST /orders HTTP/1.1', ...headers, 'idempotency-key: 6baff168-e56f-4c21-ac73-9537fb409545', 'content-type: application/json', `content-length: ${order.length}`, '', order].join('\r\n')),
  ],
];

export interface HttpFindings {
  readonly measurements: readonly Measurement[];
  /** A Markdown table of where the kit's time goes. */
  readonly profile: string;
}

/**
 * order-service's contract over HTTP with handlers that cost nothing, each app in a process of its own, in turns: the kit's
 * app as it runs (validation, correlation, a log line for each request), Express alone, and Express with
 * express-openapi-validator as its manual says. Nothing of the two others' is logged, and their requests are not
 * correlated. The ratio is one of processor time, since on a machine that does other things too it is what stays the same;
 * the rates stand beside it.
 */
export async function measureHttp(): Promise<HttpFindings> {
  const sides = await Promise.all((['kit', 'validator', 'express'] as const).map(startSide));
  try {
    const measurements: Measurement[] = [];
    for (const [what, request] of cases) measurements.push(...judge(what, await race(sides, request)));
    return { measurements, profile: await profileOf(sides) };
  } finally {
    for (const side of sides) await side.stop();
  }
}

async function race(sides: readonly Side[], request: Buffer): Promise<ReadonlyMap<AppKind, readonly Taken[]>> {
  const taken = new Map<AppKind, Taken[]>(sides.map(({ kind }) => [kind, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const one = await take(side, request);
      if (round > 0) taken.get(side.kind)?.push(one);
    }
  }
  return taken;
}

async function take({ url, ask }: Side, request: Buffer): Promise<Taken> {
  const used = async (): Promise<number> => Used.parse(await ask('used')).microseconds;
  const before = await used();
  const milliseconds = await load({ url, request, connections, requests });
  return { perSecond: (requests / milliseconds) * 1000, microseconds: ((await used()) - before) / requests };
}

function judge(what: string, taken: ReadonlyMap<AppKind, readonly Taken[]>): readonly Measurement[] {
  const of = (kind: AppKind): readonly Taken[] => taken.get(kind) ?? [];
  const cost = (kind: AppKind): number => median(of(kind).map(({ microseconds }) => microseconds));
  const rate = (kind: AppKind): string => `${Math.round(median(of(kind).map(({ perSecond }) => perSecond)))}/s`;
  const against = (kind: AppKind): number => median(of(kind).map(({ microseconds }, round) => microseconds / (of('kit')[round]?.microseconds ?? NaN)));
  const detail = (kind: AppKind): string =>
    `${cost('kit').toFixed(0)} µs against ${cost(kind).toFixed(0)} µs of processor time, ${rate('kit')} against ${rate(kind)}; ${requests} requests over ${connections} connections, median of ${rounds} interleaved rounds`;
  return [
    atLeast(`${what}: the kit / bare Express`, against('express'), 0.4, 'x', detail('express')),
    atLeast(`${what}: the kit / Express with express-openapi-validator`, against('validator'), 0.8, 'x', detail('validator')),
  ];
}

/**
 * Where the processor time of the kit's app goes: V8's sampling profiler while it answers, a sample every 200 µs. Each
 * sample counts for the nearest module up its stack that is not Node's own, so that what Node does (parsing HTTP, writing
 * to a socket) counts for who asked for it; what nobody asked for is Node's HTTP server and V8's garbage collection.
 */
async function profileOf(sides: readonly Side[]): Promise<string> {
  const kit = sides.find(({ kind }) => kind === 'kit');
  if (kit === undefined) return '';
  const columns: Readonly<Record<string, number>>[] = [];
  for (const [, request] of cases) {
    await kit.ask('start profile');
    await load({ url: kit.url, request, connections, requests: 2 * requests });
    columns.push(Profiled.parse(await kit.ask('end profile')).shares);
  }
  const owners = [...new Set(columns.flatMap((shares) => Object.keys(shares)))].sort((left, right) => (columns[0]?.[right] ?? 0) - (columns[0]?.[left] ?? 0));
  const rows = owners.map((owner) => `| ${owner} | ${columns.map((shares) => `${((shares[owner] ?? 0) * 100).toFixed(1)} %`).join(' | ')} |`);
  return [`| where the kit's time goes | ${cases.map(([what]) => what).join(' | ')} |`, `| - |${cases.map(() => ' - |').join('')}`, ...rows].join('\n');
}

async function startSide(kind: AppKind): Promise<Side> {
  const child = fork(join(import.meta.dirname, 'http/app-process.ts'), [kind], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  const { url } = Started.parse(await answer(child));
  return {
    kind,
    url,
    ask: (question) => {
      child.send(question);
      return answer(child);
    },
    stop: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

function answer(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('a process of the benchmark ended'));
    child.once('exit', onExit);
    child.once('message', (said: unknown) => {
      child.off('exit', onExit);
      resolve(said);
    });
  });
}
