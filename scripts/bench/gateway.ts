/**
 * `npm run bench:gateway [-- --rounds 30 --requests 350 --connections 32]`: the gateway, with every part on and its log,
 * against a bare proxy on the same undici, in front of the same service, in turns. In front of a service of the kit, and in
 * front of one that costs nothing, where only the proxies count: there the bound is lower, since the ids and the log line of
 * a request alone cost over a third of all that a bare proxy does. The processor time of each proxy is measured too:
 * what the service and the clients wait for is not in it. Exit code 1 where a bound is missed.
 */
import { createTokenSigner, generateSigningKey } from '@kada-mandiya/auth';
import { parseArgs } from 'node:util';
import { startChild, type Child } from './gateway/child.ts';
import { bothOf, compare, type Comparison, type Pair } from './gateway/compare.ts';
import { printTable, type Measurement } from './table.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '30' }, requests: { type: 'string', default: '350' }, connections: { type: 'string', default: '32' } },
});
const [rounds, requests, connections] = [Number(values.rounds), Number(values.requests), Number(values.connections)];

const processes = 3;

/** V8 goes on compiling what is hot for some 12,000 requests, longest where there is most code. */
const cold = 12_000;
/** For processes that are warm from other requests. */
const warm = 3_000;

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

const folder = import.meta.dirname;
const free = await startChild(`${folder}/gateway/free-service-process.ts`);
const kit = await startChild(`${folder}/gateway/kit-service-process.ts`, keys);
const startPair = async (): Promise<Pair<Child>> => ({
  gateway: await startChild(`${folder}/../../gateway/bench/gateway-process.ts`, free.url, kit.url, keys),
  bare: await startChild(`${folder}/../../gateway/bench/bare-proxy.ts`, free.url, kit.url),
});
const pairs = await Promise.all(Array.from({ length: processes }, startPair));

const measurements: Measurement[] = [];
const measure = async (comparison: Pick<Comparison, 'what' | 'bound' | 'request' | 'warmUp' | 'rounds'>): Promise<void> => {
  process.stderr.write(`${comparison.what} …\n`);
  measurements.push(await compare(pairs, { ...comparison, requests, connections }));
};
await measure({ what: 'a service that costs nothing, POST of an order', bound: 0.5, request: placing, warmUp: cold, rounds: rounds / 2 });
await measure({ what: 'the same, GET, signed in', bound: 0.5, request: requestOf('GET /orders', signedIn), warmUp: warm, rounds: rounds / 2 });
await measure({ what: 'the same, GET', bound: 0.5, request: requestOf('GET /products?limit=20', []), warmUp: warm, rounds: rounds / 2 });
await measure({ what: 'a service of the kit, signed in', bound: 0.7, request: requestOf('GET /notifications?limit=20', signedIn), warmUp: warm, rounds });
for (const child of [...pairs.flatMap(bothOf), free, kit]) child.stop();
printTable(measurements);
process.exitCode = measurements.every(({ passed }) => passed) ? 0 : 1;
