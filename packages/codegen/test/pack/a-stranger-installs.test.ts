import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyRepository, findPackages, runCommand, runWell } from './repository-copy.ts';

const packages = findPackages();
const longEnough = 240_000;

/** An empty folder into which the tarballs of all packages were installed, as npm does it. */
let stranger: string;
let repository: string;

beforeAll(() => {
  repository = copyRepository();
  const tarballs = join(repository, 'tarballs');
  mkdirSync(tarballs);
  for (const folder of packages.values()) runWell(join(repository, folder), 'npm', 'pack', '--pack-destination', tarballs);
  stranger = mkdtempSync(join(tmpdir(), 'kada-stranger-'));
  write('package.json', '{ "private": true, "type": "module" }');
  write('tsconfig.json', JSON.stringify(strictConfiguration));
  const files = readdirSync(tarballs).map((name) => join(tarballs, name));
  runWell(stranger, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', ...files, 'zod', 'openapi-fetch');
}, longEnough);

afterAll(() => {
  for (const folder of [stranger, repository]) rmSync(folder, { recursive: true, force: true });
});

const strictConfiguration = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'dom'],
    module: 'nodenext',
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['*.ts', 'generated'],
};

function write(path: string, text: string): void {
  writeFileSync(join(stranger, path), text);
}

function compile(): { status: number | null; output: string } {
  return runCommand(stranger, process.execPath, join('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.');
}

/** Every entry point that the installed packages offer, with the file behind it. */
function entryPoints(name: string): [specifier: string, types: string, module: string][] {
  const manifest: unknown = JSON.parse(readFileSync(join(stranger, 'node_modules', name, 'package.json'), 'utf8'));
  const exported = typeof manifest === 'object' && manifest !== null && 'exports' in manifest ? manifest.exports : {};
  return Object.entries(exported as Record<string, unknown>).flatMap(([subpath, target]) => {
    if (subpath.includes('*') || subpath.endsWith('.json')) return [];
    const { types, default: module } = target as { types: string; default: string };
    return [[join(name, subpath), types, module] as [string, string, string]];
  });
}

test('every entry point of every package is JavaScript with declarations, and loads', () => {
  const entries = [...packages.keys()].flatMap(entryPoints);
  expect(entries.length).toBeGreaterThanOrEqual(packages.size);
  const statements = entries.map(([specifier], index) => `import * as entry${index} from '${specifier}';`);
  write('entries.ts', `${statements.join('\n')}\nconsole.log([${entries.map((_, index) => `entry${index}`).join(', ')}].length);\n`);
  expect(compile()).toEqual({ status: 0, output: '' });
  expect(runWell(stranger, process.execPath, 'entries.ts').trim()).toBe(String(entries.length));
}, longEnough);

test('the packages hold no sources and no tests', () => {
  for (const name of packages.keys()) {
    const files = readdirSync(join(stranger, 'node_modules', name), { recursive: true, encoding: 'utf8' });
    const own = files.filter((file) => !file.startsWith('node_modules'));
    expect(own.filter((file) => (file.endsWith('.ts') && !file.endsWith('.d.ts')) || /(?:^|\/)test(?:\/|$)/.test(file))).toEqual([]);
  }
});

describe('the command', () => {
  test('generates from foreign documents: types and validators that compile and work', () => {
    cpSync(join(import.meta.dirname, 'fixtures', 'specs'), join(stranger, 'specs'), { recursive: true });
    const output = runWell(stranger, 'npx', '--no-install', 'kada-codegen', '--specs', 'specs', '--out', 'generated');
    expect(output).toMatch(/^\d+ files: \d+ written, 0 unchanged, 0 removed in/m);
    expect(existsSync(join(stranger, 'node_modules/.cache/kada-codegen'))).toBe(true);
    write('use.ts', useOfGenerated);
    expect(compile()).toEqual({ status: 0, output: '' });
    expect(JSON.parse(runWell(stranger, process.execPath, 'use.ts'))).toEqual([true, false, true, false, true, false]);
    expect(runWell(stranger, 'npx', '--no-install', 'kada-codegen', '--specs', 'specs', '--out', 'generated', '--check')).toContain('as the specs say');
  }, longEnough);

  test('shows what is wrong in foreign documents', () => {
    mkdirSync(join(stranger, 'wrong'));
    write('wrong/api.yaml', 'openapi: 3.1.0\ninfo: { title: A, version: "1" }\npaths:\n  /a: { $ref: "nowhere.yaml#/a" }\n');
    const { status, output } = runCommand(stranger, 'npx', '--no-install', 'kada-codegen', '--specs', 'wrong', '--out', 'generated-wrong');
    expect(status).toBe(1);
    expect(output).toMatch(/^wrong\/api\.yaml:4:\d+ error [A-Z_]+ /);
    expect(existsSync(join(stranger, 'generated-wrong'))).toBe(false);
  }, longEnough);
});

test('the API generates and prints', () => {
  write('api.ts', useOfApi);
  expect(compile()).toEqual({ status: 0, output: '' });
  expect(JSON.parse(runWell(stranger, process.execPath, 'api.ts'))).toEqual({ ok: true, printed: true });
}, longEnough);

const useOfGenerated = `
import { isLightMeasuredPayload, LightMeasuredPayloadSchema, type LightMeasuredPayload } from './generated/event-contracts/src/streetlights/index.ts';
import { isPet, PetSchema, type Pet } from './generated/http-contracts/src/petstore/index.ts';

const light: LightMeasuredPayload = { lumens: 5, state: null, place: { latitude: 6.9, longitude: 79.8 } };
const pet: Pet = { id: 1, name: 'Kitty', tag: null, parents: [{ id: 2, name: 'Tom' }] };
// @ts-expect-error the lumens are missing
const dark: LightMeasuredPayload = { state: 'on' };
console.log(JSON.stringify([
  isLightMeasuredPayload(light),
  isLightMeasuredPayload(dark),
  PetSchema.safeParse(pet).success,
  PetSchema.safeParse({ ...pet, parents: [{ id: 'two' }] }).success,
  isPet(pet),
  LightMeasuredPayloadSchema.safeParse({ lumens: 5, place: { latitude: 91, longitude: 0 } }).success,
]));
`;

const useOfApi = `
import { generate, printSchemaModule, type RunResult } from '@kada-mandiya/codegen';

const result: RunResult = await generate({ specs: 'specs', out: 'generated', check: true });
const text: string = printSchemaModule({ type: 'string', minLength: 1 }, { name: 'Word', dialect: '2020-12' });
console.log(JSON.stringify({ ok: result.ok, printed: text.includes('export') }));
`;
