import { orderExamples } from './arrange-examples.ts';
import type { ApiDocument } from './documents.ts';
import { readOperations, type Operation } from './prism.ts';

/** What was wished for cannot be, in words for whoever wished it. */
export class MocksRefused extends Error {}

/** A document, and where it is to be served. */
export interface Chosen extends ReadDocument {
  readonly port: number;
}

/** Those that were asked for, the public one first and the services in the order of the ports that they have themselves. */
export function chosen(read: readonly ReadDocument[], only: readonly string[], portBase: number): readonly Chosen[] {
  const names = read.map(({ document }) => document.name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new MocksRefused(`there is no '${unknown}'; there are ${names.join(', ')}`);
  return read
    .toSorted((a, b) => ownPort(a) - ownPort(b))
    .map((one, offset) => ({ ...one, port: portBase === 0 ? 0 : portBase + offset }))
    .filter(({ document }) => only.length === 0 || only.includes(document.name));
}

export interface ReadDocument {
  readonly document: ApiDocument;
  readonly operations: readonly Operation[];
}

/** The public document is sorted; which example comes first is for the service's own to say. */
export async function readAll(list: readonly ApiDocument[]): Promise<readonly ReadDocument[]> {
  const read = await Promise.all(list.map(async (document) => ({ document, operations: await readOperations(document.file) })));
  for (const { operations } of read) orderExamples(operations, read.flatMap((other) => (other.document.name === 'public' ? [] : other.operations)));
  return read;
}

/** The public API has none of its own, and goes before all. */
function ownPort({ document, operations }: ReadDocument): number {
  const url = operations[0]?.servers?.[0]?.url ?? '';
  return document.name === 'public' || !URL.canParse(url) ? 0 : Number(new URL(url).port);
}
