import { Session, type Profiler } from 'node:inspector/promises';

let session: Session | undefined;

/** Starts V8's sampling profiler, with a sample every 200 µs. */
export async function startProfile(): Promise<void> {
  session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
}

/** Ends it. Gives the share of the time in which the process did something, by whose code it was: they add up to 1. */
export async function endProfile(): Promise<Readonly<Record<string, number>>> {
  if (session === undefined) throw new Error('no profile was started');
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return sharesOf(profile);
}

function sharesOf({ nodes, samples = [] }: Profiler.Profile): Readonly<Record<string, number>> {
  const owners = ownersOf(nodes);
  const counts = new Map<string, number>();
  for (const id of samples) {
    const owner = owners.get(id);
    if (owner !== undefined) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  const all = counts.values().reduce((sum, count) => sum + count, 0);
  return Object.fromEntries([...counts].map(([owner, count]) => [owner, count / all]));
}

/** Whose each frame is, by its number: the package of its own module, or that of the nearest frame around with one. */
function ownersOf(nodes: readonly Profiler.ProfileNode[]): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const owners = new Map<number, string>();
  const visit = (node: Profiler.ProfileNode, around: string): void => {
    const owner = ownerOf(node.callFrame, around);
    if (owner !== undefined) owners.set(node.id, owner);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) visit(child, owner ?? around);
    }
  };
  const [root] = nodes;
  if (root !== undefined) visit(root, 'Node’s HTTP server');
  return owners;
}

const families: readonly (readonly [RegExp, string])[] = [
  [/node_modules\/(?:express|router|body-parser|raw-body|finalhandler|send|serve-static|on-finished|qs|type-is|accepts|content-type|path-to-regexp|parseurl|etag|fresh|media-typer|bytes|iconv-lite)\//, 'Express, its router and body parser'],
  [/node_modules\/(?:express-openapi-validator|ajv|ajv-formats|lodash[^/]*|ono|@jsdevtools\/ono|uri-js|fast-uri)\//, 'express-openapi-validator and Ajv'],
  [/node_modules\/(?:pino|sonic-boom|quick-format-unescaped|safe-stable-stringify|thread-stream|on-exit-leak-free)\//, 'the logger'],
  [/packages\/logger\//, 'the logger'],
  [/packages\/service-kit\//, 'the kit'],
  [/scripts\/bench\//, 'the benchmark’s handlers'],
];

/** `undefined` where nothing was done. */
function ownerOf({ functionName, url }: Profiler.ProfileNode['callFrame'], around: string): string | undefined {
  if (functionName === '(idle)' || functionName === '(root)') return undefined;
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName.startsWith('(')) return 'V8';
  // Ajv's compiled validators are functions of no file.
  if (url === '' && functionName.startsWith('validate')) return 'express-openapi-validator and Ajv';
  if (url === '' || url.startsWith('node:')) return around;
  return families.find(([pattern]) => pattern.test(url))?.[1] ?? 'other packages';
}
