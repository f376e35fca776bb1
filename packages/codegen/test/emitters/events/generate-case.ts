import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventModules } from '../../../src/emitters/events/event-modules.ts';
import { eventPackage, eventTypeTests } from '../../../src/emitters/events/package.ts';
import { brokerDefinitions } from '../../../src/emitters/topology/definitions.ts';
import { topologyModule } from '../../../src/emitters/topology/module.ts';
import { loadDocuments } from '../../../src/input/load.ts';
import { canonical } from '../../../src/ir/canonical.ts';
import type { Contract } from '../../../src/ir/contract.ts';
import { planFiles } from '../../../src/output/plan-files.ts';
import { readContract } from '../../../src/read/read-contract.ts';

const emitters = [eventModules, eventPackage, eventTypeTests, topologyModule, brokerDefinitions];

/** The contract of a specs folder, which must have nothing wrong. */
export async function contractOf(specs: string): Promise<Contract> {
  const documents = await loadDocuments(specs);
  const { contract, problems } = readContract(documents);
  const found = [...documents.problems, ...problems].map(({ code, message, origin }) => `${origin.file}: ${code} ${message}`);
  if (contract === undefined || found.length > 0) throw new Error(`the specs are wrong:\n${found.join('\n')}`);
  return canonical(contract);
}

/** What is generated from a contract for its events, by path. */
export async function generateEvents(contract: Contract): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const file of planFiles(contract, emitters)) texts.set(file.path, await file.print());
  return texts;
}

/** Writes files below a new temporary folder, hands its path on, and removes it. */
export async function inTemporaryFolder<T>(files: Iterable<readonly [string, string]>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'kada-events-'));
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The contract of one foreign document with these component schemas. */
export function contractWith(schemas: object): Promise<Contract> {
  const document = { asyncapi: '3.0.0', info: { title: 'Test', version: '1' }, components: { schemas } };
  return inTemporaryFolder([['test.yaml', JSON.stringify(document)]], contractOf);
}

/** The text of `types.ts` for these component schemas of one foreign document, without the banner. */
export async function typesOf(schemas: object): Promise<string> {
  const files = await generateEvents(await contractWith(schemas));
  return (files.get('event-contracts/src/test/types.ts') ?? '').replace(/^.*\n\n/, '');
}
