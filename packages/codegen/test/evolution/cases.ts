import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { compareSpecs, readSpecFiles, type LocatedFinding, type Specs } from '../../src/contracts.ts';

const casesFolder = join(import.meta.dirname, 'cases');
const baseFolder = join(import.meta.dirname, 'base');

/** A case: the specs of `base`, with the files of its `before` and `after` in place of those; an empty one is none. */
export interface Case {
  readonly name: string;
  readonly expected: Expected;
  readonly before: () => Specs;
  readonly after: () => Specs;
  /** What a comparison of both finds; it is made once. */
  readonly found: () => readonly LocatedFinding[];
}

/** What `expected.json` says. */
export interface Expected {
  readonly about: string;
  readonly verdict: string;
  readonly findings: readonly ExpectedFinding[];
}

export interface ExpectedFinding {
  readonly verdict: string;
  readonly rule: string;
  readonly message: string;
  readonly before?: string;
  readonly after?: string;
  readonly affected?: readonly string[];
}

export function allCases(): readonly Case[] {
  const base = filesIn(baseFolder);
  const readBase = readSpecFiles('specs', base);
  return readdirSync(casesFolder)
    .sort()
    .map((name) => {
      const folder = join(casesFolder, name);
      const side = (which: string): (() => Specs) => once(() => readSpecFiles('specs', withoutEmpty(new Map([...base, ...filesIn(join(folder, which))])), readBase));
      const [before, after] = [side('before'), side('after')];
      return { name, expected: readExpected(join(folder, 'expected.json')), before, after, found: once(() => compareSpecs(before(), after())) };
    });
}

/** What a comparison finds, in the words of `expected.json`. */
export function foundIn({ found }: Case): readonly ExpectedFinding[] {
  return found().map(inWords);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function inWords({ verdict, rule, message, before, after, affected }: LocatedFinding): ExpectedFinding {
  const place = (at: LocatedFinding['before'] & object): string => `${at.file.replace(/^specs\//, '')}:${String(at.line)}:${String(at.column)}`;
  return {
    verdict,
    rule,
    message,
    ...(before === undefined ? {} : { before: place(before) }),
    ...(after === undefined ? {} : { after: place(after) }),
    ...(affected.length === 0 ? {} : { affected: affected.map(({ name, role }) => `${name} ${role}`) }),
  };
}

function withoutEmpty(files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  return new Map([...files].filter(([, bytes]) => bytes.length > 0));
}

function filesIn(folder: string): ReadonlyMap<string, Uint8Array> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path).split(sep).join('/'), new Uint8Array(readFileSync(path))];
    }),
  );
}

function readExpected(path: string): Expected {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (isExpected(value)) return value;
  throw new Error(`${path} is no expectation`);
}

function isExpected(value: unknown): value is Expected {
  return typeof value === 'object' && value !== null && 'about' in value && 'findings' in value && Array.isArray(value.findings);
}
