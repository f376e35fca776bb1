import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Question } from './ask-prism.ts';
import { borrowExamples } from './arrange-examples.ts';
import { findDocuments, followSpecs, type ApiDocument } from './documents.ts';
import { startFront, type Backend, type Front } from './front.ts';
import { generable } from './generable.ts';
import type { MockAnswer } from './mock-answer.ts';
import { startPrism, type Operation } from './prism.ts';
import { chosen, MocksRefused, readAll, type Chosen } from './read-documents.ts';

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

/** Of the checkout, whatever the current folder is. */
const root = resolve(import.meta.dirname, '../..');

/**
 * Starts Prism for the public API and for each service. All in one process: each more costs one of them some ten megabytes, a
 * process of its own a hundred and forty.
 *
 * @throws MocksRefused where a name is unknown or a port taken, BrokenSpecs where the specs have errors
 */
export async function startMocks(options: MockOptions = {}): Promise<Mocks> {
  const { specs, portBase = 4010, only = [], dynamic = false, watch = false, onAnswer, say } = options;
  const folder = { specs: specs ?? join(root, 'specs'), workDir: specs === undefined ? join(root, '.cache/mocks') : await mkdtemp(join(tmpdir(), 'kada-mocks-')) };
  const running: Running[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.map(({ front }) => front.close()));
    if (specs !== undefined) await rm(folder.workDir, { recursive: true, force: true });
  };
  const documents: ApiDocument[] = [];
  try {
    documents.push(...(await findDocuments(folder)));
    for (const one of chosen(await readAll(documents), only, portBase)) running.push(await run(one, { dynamic, onAnswer }));
  } catch (error) {
    await close();
    throw error;
  }
  const serving: Serving = { running, documents, broken: false };
  const watcher = watch ? followSpecs(folder, (wrong) => follow(serving, wrong, { dynamic, say })) : undefined;
  const list = running.map(({ document, front, operations }) => ({ name: document.name, url: front.url, document: document.shown, operations }));
  return {
    list,
    urls: Object.fromEntries(list.map(({ name, url }) => [name, url])),
    async stop() {
      await watcher?.close();
      await close();
    },
  };
}

async function run({ document, operations, port }: Chosen, { dynamic, onAnswer }: { readonly dynamic: boolean; readonly onAnswer: MockOptions['onAnswer'] | undefined }): Promise<Running> {
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

async function backendOf(operations: readonly Operation[], dynamic: boolean): Promise<Backend> {
  const served = dynamic ? generable(operations) : structuredClone([...operations]);
  borrowExamples(served);
  return { operations: served, prism: await startPrism(served, { dynamic }) };
}

interface Serving {
  readonly running: readonly Running[];
  readonly documents: readonly ApiDocument[];
  /** The specs have errors, and what is served are the last good ones. */
  broken: boolean;
}

/** A new Prism for each document that has changed; with errors in the specs, everything stays as it is. */
async function follow(serving: Serving, wrong: readonly string[], { dynamic, say }: { readonly dynamic: boolean; readonly say: ((line: string) => void) | undefined }): Promise<void> {
  const { running, documents, broken } = serving;
  serving.broken = wrong.length > 0;
  if (serving.broken) {
    say?.(`${wrong.join('\n')}\nThe specs are broken; the mocks go on with the last good ones.`);
    return;
  }
  if (broken) say?.('The specs are good again.');
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
