/**
 * `npm run bench:gateway [-- --rounds 30 --requests 1500 --connections 32]`: the gateway, with every part on and its log,
 * against a bare proxy on the same undici, in front of the same service, and against the service alone; in turns, in one
 * run. In front of a service of the kit, and in front of one that costs nothing, where only the proxies count: there the
 * bound is lower, since the ids and the log line of a request alone cost over a third of all that a bare proxy does. Exit
 * code 1 where one is missed.
 */
import { createTokenSigner, generateSigningKey } from '@kada-mandiya/auth';
import { parseArgs } from 'node:util';
import { startChild, type Child } from './gateway/child.ts';
import { load } from './gateway/load.ts';
import { atLeast, median, printTable, type Measurement } from './table.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '30' }, requests: { type: 'string', default: '1500' }, connections: { type: 'string', default: '32' } },
});
const [rounds, requests, connections] = [Number(values.rounds), Number(values.requests), Number(values.connections)];

interface Taken {
  readonly perSecond: number;
  /** Processor time of the process in front of the service, for one request. */
  readonly microseconds: number;
}

/** Of each proxy several processes: where the memory of one comes to lie makes it up to a third slower or faster. */
interface Sides {
  readonly gateway: readonly Child[];
  readonly bare: readonly Child[];
  readonly direct: readonly [Child];
}

const processes = 3;

type Side = keyof Sides;

async function take(name: Side, sides: Sides, round: number, request: Buffer): Promise<Taken> {
  const child = sides[name][round % sides[name].length] ?? sides.direct[0];
  const before = name === 'direct' ? 0 : await child.used();
  const milliseconds = await load({ url: child.url, request, connections, requests });
  const after = name === 'direct' ? 0 : await child.used();
  return { perSecond: (requests / milliseconds) * 1000, microseconds: (after - before) / requests };
}

/** V8 goes on compiling what is hot for some 15,000 requests, longest where there is most code. */
const warmUpRequests = 15_000;

/** All sides in turn, in rounds so short that what else the machine does meets all of them alike; who begins changes with each round. */
async function compare(what: string, bound: number, sides: Sides, request: Buffer): Promise<Measurement> {
  const taken: Record<Side, Taken[]> = { gateway: [], bare: [], direct: [] };
  const order: readonly Side[] = ['gateway', 'bare', 'direct'];
  const warmUpRounds = processes * Math.ceil(warmUpRequests / requests);
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    const isWarm = round >= warmUpRounds;
    for (const name of round % 2 === 0 ? order : order.toReversed()) {
      if (!isWarm && name === 'direct') continue;
      const one = await take(name, sides, round, request);
      if (isWarm) taken[name].push(one);
    }
  }
  const ratios = taken.gateway.map(({ perSecond }, round) => perSecond / (taken.bare[round]?.perSecond ?? NaN));
  const cpu = (name: Side): string => `${median(taken[name].map(({ microseconds }) => microseconds)).toFixed(0)} µs`;
  const rate = (name: Side): string => `${Math.round(median(taken[name].map(({ perSecond }) => perSecond)))}/s`;
  const speeds = `${rate('gateway')} against ${rate('bare')}, ${rate('direct')} direct`;
  const detail = `${speeds}; processor time ${cpu('gateway')} against ${cpu('bare')}; median of ${rounds} rounds of ${requests} over ${connections} connections, ${processes} processes of each`;
  return atLeast(what, median(ratios), bound, 'times', detail);
}

async function inFrontOf(service: Child, keys: string): Promise<Sides> {
  const folder = `${import.meta.dirname}/../../gateway/bench`;
  const several = async (file: string, ...words: readonly string[]): Promise<readonly Child[]> => Promise.all(Array.from({ length: processes }, () => startChild(`${folder}/${file}`, ...words)));
  return { gateway: await several('gateway-process.ts', service.url, keys), bare: await several('bare-proxy.ts', service.url), direct: [service] };
}

function stop({ gateway, bare, direct }: Sides): void {
  for (const child of [...gateway, ...bare, ...direct]) child.stop();
}

function requestOf(line: string, headers: readonly string[], body = ''): Buffer {
  const length = body === '' ? [] : ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`];
  return Buffer.from([`${line} HTTP/1.1`, 'host: shop.example', 'accept: application/json', 'user-agent: bench', ...headers, ...length, '', body].join('\r\n'));
}

const key = generateSigningKey({ kid: 'bench' });
const keys = JSON.stringify({ keys: [key.publicJwk] });
const signer = createTokenSigner({ key, issuer: 'bench', audience: 'bench', lifetimeSeconds: 3600 });
const signedIn = [`authorization: Bearer ${signer.sign({ id: '88ac19b5-d8f5-431f-b2a2-058e41c73065', roles: ['customer'] }).token}`];
const order = JSON.stringify({ items: Array.from({ length: 5 }, () => ({ productId: 'd8ddb999-489b-40c2-87ad-75fda51437ce', quantity: 2 })) });
const placing = requestOf('POST /orders', [...signedIn, 'idempotency-key: 6baff168-e56f-4c21-ac73-9537fb409545'], order);

const measurements: Measurement[] = [];
process.stderr.write('in front of a service of the kit …\n');
const kit = await inFrontOf(await startChild(`${import.meta.dirname}/gateway/kit-service-process.ts`, keys), keys);
measurements.push(await compare('a service of the kit, signed in', 0.7, kit, requestOf('GET /notifications?limit=20', signedIn)));
stop(kit);
process.stderr.write('in front of a service that costs nothing …\n');
const free = await inFrontOf(await startChild(`${import.meta.dirname}/gateway/free-service-process.ts`), keys);
measurements.push(await compare('a service that costs nothing, GET', 0.5, free, requestOf('GET /products?limit=20', [])));
measurements.push(await compare('the same, signed in', 0.5, free, requestOf('GET /orders', signedIn)));
measurements.push(await compare('the same, POST of an order', 0.5, free, placing));
stop(free);
printTable(measurements);
process.exitCode = measurements.every(({ passed }) => passed) ? 0 : 1;
