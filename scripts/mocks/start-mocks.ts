import { join, resolve } from 'node:path';
import type { Question } from './ask-prism.ts';
import { borrowExamples, orderExamples } from './arrange-examples.ts';
import { findDocuments, followSpecs, type ApiDocument } from './documents.ts';
import { startFront, type Backend, type Front } from './front.ts';
import type { MockAnswer } from './mock-answer.ts';
import { readOperations, startPrism, type Operation } from './prism.ts';

export interface MockOptions {
  /** The folder of the contracts; `specs`. */
  readonly specs?: string;
  /** The public API is served here, the services at the ports that follow; 0: at any that are free. */
  readonly portBase?: number;
  /** `public` and names of services; all. */
  readonly only?: readonly string[];
  /** Answers are made up from the schemas. */
  readonly dynamic?: boolean;
  /** Follow changes of the specs. */
  readonly watch?: boolean;
  readonly onAnswer?: (mock: string, question: Question, answer: MockAnswer, milliseconds: number) => void;
  /** A line about a change of the specs. */
  readonly say?: (line: string) => void;
}

export interface Mock {
  /** `public`, or the service. */
  readonly name: string;
  readonly url: string;
  readonly document: string;
  readonly operations: readonly Operation[];
}

export interface Mocks {
  readonly list: readonly Mock[];
  /** By name: `public`, `order-service` … */
  readonly urls: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** What was wished for cannot be, in words for whoever wished it. */
export class MocksRefused extends Error {}

/** Of the checkout, whatever the current folder is. */
const root = resolve(import.meta.dirname, '../..');

/**
 * Starts Prism for the public API and for each service. All in one process: each more costs one of them some ten megabytes, a
 * process of its own a hundred and forty.
 *
 * @throws MocksRefused where a name is unknown or a port taken, BrokenSpecs where the specs have errors
 */
export async function startMocks(options: MockOptions = {}): Promise<Mocks> {
  const { specs = join(root, 'specs'), portBase = 4010, only = [], dynamic = false, watch = false, onAnswer, say } = options;
  const folder = { specs, workDir: join(root, '.cache/mocks') };
  const documents = await findDocuments(folder);
  const loaded = await chosen(documents, only, portBase);
  const running: Running[] = [];
  const closeAll = (): Promise<unknown> => Promise.all(running.map(({ front }) => front.close()));
  try {
    for (const one of loaded) running.push(await run(one, { dynamic, onAnswer }));
  } catch (error) {
    await closeAll();
    throw error;
  }
  const watcher = watch ? followSpecs(folder, (wrong) => follow({ running, documents }, wrong, { dynamic, say })) : undefined;
  const list = running.map(({ document, front, operations }) => ({ name: document.name, url: front.url, document: document.shown, operations }));
  return {
    list,
    urls: Object.fromEntries(list.map(({ name, url }) => [name, url])),
    async stop() {
      await watcher?.close();
      await closeAll();
    },
  };
}

async function run({ document, operations, port }: Loaded, { dynamic, onAnswer }: { readonly dynamic: boolean; readonly onAnswer: MockOptions['onAnswer'] | undefined }): Promise<Running> {
  const backend = await backendOf(operations, dynamic);
  try {
    const front = await startFront(backend, { port, dynamic, onAnswer: (...about) => onAnswer?.(document.name, ...about) });
    return { document, front, operations, fingerprint: JSON.stringify(operations) };
  } catch (error) {
    await backend.prism.close();
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new MocksRefused(`port ${String(port)}, for ${document.name}, is in use: stop what listens there, or choose other ports with --port-base`);
  }
}

interface Running {
  readonly document: ApiDocument;
  readonly front: Front;
  readonly operations: readonly Operation[];
  /** Of the operations as they are served. */
  fingerprint: string;
}

interface Loaded extends ReadDocument {
  readonly port: number;
}

/** Those that were asked for, the public one first and the services in the order of the ports that they have themselves. */
async function chosen(list: readonly ApiDocument[], only: readonly string[], portBase: number): Promise<readonly Loaded[]> {
  const unknown = only.find((name) => list.every((document) => document.name !== name));
  if (unknown !== undefined) throw new MocksRefused(`there is no '${unknown}'; there are ${list.map(({ name }) => name).join(', ')}`);
  return (await readAll(list))
    .toSorted((a, b) => ownPort(a) - ownPort(b))
    .map((one, offset) => ({ ...one, port: portBase === 0 ? 0 : portBase + offset }))
    .filter(({ document }) => only.length === 0 || only.includes(document.name));
}

interface ReadDocument {
  readonly document: ApiDocument;
  readonly operations: readonly Operation[];
}

/** The public document is sorted; which example comes first is for the service's own to say. */
async function readAll(list: readonly ApiDocument[]): Promise<readonly ReadDocument[]> {
  const read = await Promise.all(list.map(async (document) => ({ document, operations: await readOperations(document.file) })));
  for (const { operations } of read) orderExamples(operations, read.flatMap((other) => (other.document.name === 'public' ? [] : other.operations)));
  return read;
}

/** The public API has none of its own, and goes before all. */
function ownPort({ document, operations }: ReadDocument): number {
  const url = operations[0]?.servers?.[0]?.url ?? '';
  return document.name === 'public' || !URL.canParse(url) ? 0 : Number(new URL(url).port);
}

async function backendOf(operations: readonly Operation[], dynamic: boolean): Promise<Backend> {
  const served = structuredClone([...operations]);
  borrowExamples(served);
  return { operations: served, prism: await startPrism(served, { dynamic }) };
}

interface Serving {
  readonly running: readonly Running[];
  readonly documents: readonly ApiDocument[];
}

/** A new Prism for each document that has changed; with errors in the specs, everything stays as it is. */
async function follow({ running, documents }: Serving, wrong: readonly string[], { dynamic, say }: { readonly dynamic: boolean; readonly say: ((line: string) => void) | undefined }): Promise<void> {
  if (wrong.length > 0) {
    say?.(`${wrong.join('\n')}\nThe specs are broken; the mocks go on with the last good ones.`);
    return;
  }
  const read = await readAll(documents).catch((error: unknown) => {
    say?.(`The mocks go on as they are: ${String(error)}`);
    return [];
  });
  for (const { document, operations } of read) {
    const one = running.find((mock) => mock.document.name === document.name);
    const fingerprint = JSON.stringify(operations);
    if (one === undefined || one.fingerprint === fingerprint) continue;
    one.front.replace(await backendOf(operations, dynamic));
    one.fingerprint = fingerprint;
    say?.(`${document.name}: restarted with the changed specs, ${String(operations.length)} operations`);
  }
}
