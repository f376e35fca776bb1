import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { diagnose } from '../../src/diagnostics/diagnose.ts';
import type { Engine } from '../../src/engine.ts';
import type { LoadedDocuments, SpecFile } from '../../src/input/documents.ts';
import type { EventDocument } from '../../src/ir/contract.ts';
import { isJsonObject, own } from '../../src/ir/json.ts';
import type { Emitter } from '../../src/ir/planned-file.ts';

/** What one spec file of the small engine says: a file to generate, or what is wrong with it. */
export interface SmallSpec {
  readonly path?: string;
  readonly text?: string;
  readonly error?: string;
  readonly warning?: string;
}

/** A folder with specs and one to generate into. */
export interface Place {
  readonly root: string;
  readonly specs: string;
  readonly out: string;
  readonly cacheDir: string;
  spec(name: string, spec: SmallSpec): void;
  forget(name: string): void;
  write(path: string, text: string): void;
  read(path: string): string | undefined;
  /** Every file of the output folder. */
  files(): string[];
}

export function makePlace(root = mkdtempSync(join(tmpdir(), 'kada-output-'))): Place {
  const [specs, out, cacheDir] = [join(root, 'specs'), join(root, 'out'), join(root, 'cache')];
  mkdirSync(specs, { recursive: true });
  const put = (file: string, text: string): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  return {
    root,
    specs,
    out,
    cacheDir,
    spec: (name, spec) => put(join(specs, `${name}.json`), JSON.stringify(spec)),
    forget: (name) => rmSync(join(specs, `${name}.json`)),
    write: (path, text) => put(join(out, path), text),
    read: (path) => textOf(join(out, path)),
    files: () =>
      readdirSync(out, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1))
        .sort(),
  };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** An engine whose specs say what to generate, and the paths that it printed so far. */
export function smallEngine(version = 'one'): { engine: Engine; printed: string[] } {
  const printed: string[] = [];
  const emitter: Emitter = function* smallEmitter(contract) {
    for (const { name, title } of contract.eventDocuments) {
      yield {
        path: name,
        input: title,
        print: () => {
          printed.push(name);
          return `${version === 'one' ? '' : version}${title}`;
        },
      };
    }
  };
  const engine: Engine = {
    hash: () => version,
    load: (dir) => Promise.resolve(load(dir)),
    read: (documents) => {
      const eventDocuments = [...documents.files.values()].flatMap(toDocument);
      return Promise.resolve({
        contract: { settings: { profile: 'none' }, eventDocuments, apis: [], services: [], schemas: new Map() },
        problems: [],
      });
    },
    check: (_contract, documents) =>
      Promise.resolve(
        [...documents.files.values()].flatMap((file) => [
          ...problemOf(file, 'error', 'YAML_VALUE'),
          ...problemOf(file, 'warning', 'UNUSED_FILE'),
        ]),
      ),
    diagnose: (...given) => Promise.resolve(diagnose(...given)),
    emitters: () => Promise.resolve([emitter]),
  };
  return { engine, printed };
}

function load(dir: string): LoadedDocuments {
  const files = readdirSync(dir).map((file): [string, SpecFile] => {
    const text = readFileSync(join(dir, file), 'utf8');
    return [file, { file, text, kind: 'fragment', value: JSON.parse(text) as SmallSpec & Record<string, string> }];
  });
  return { dir, files: new Map(files), problems: [] };
}

function say(file: SpecFile, key: keyof SmallSpec): string | undefined {
  const value = isJsonObject(file.value) ? own(file.value, key) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function toDocument(file: SpecFile): EventDocument[] {
  const path = say(file, 'path');
  if (path === undefined) return [];
  const origin = { file: file.file, path: [] };
  return [{ name: path, title: say(file, 'text') ?? '', origin, version: '1', channels: [], schemas: [] }];
}

function problemOf(file: SpecFile, key: 'error' | 'warning', code: 'YAML_VALUE' | 'UNUSED_FILE') {
  const message = say(file, key);
  return message === undefined ? [] : [{ code, message, origin: { file: file.file, path: [] } }];
}
