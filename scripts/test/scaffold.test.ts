import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadDocuments } from '../../packages/codegen/src/input/load.ts';
import { formatFinding } from '../contracts-lint/finding.ts';
import { houseRules } from '../contracts-lint/house-rules.ts';
import { drawDiagrams, drifted } from '../docs/diagrams.ts';
import { readSystem } from '../docs/read-system.ts';
import { parseScaffoldCommand } from '../scaffold/arguments.ts';
import { withReaction, withReactionsFile } from '../scaffold/reactions.ts';
import { runScaffold } from '../scaffold/run.ts';
import { copyProject, type ProjectCopy } from './project-copy.ts';
import { runCommand, type Ran } from './run-script.ts';

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await copyProject({ without: ['packages/codegen/test', 'packages/embedded-broker/test', 'packages/service-kit/test', 'scripts/bench'] });
});
afterAll(() => copy.remove());

const scaffold = (...args: readonly string[]): Promise<Ran> => runCommand((output) => runScaffold(args, copy.folder, output));
const fileIn = (file: string): Promise<string> => readFile(join(copy.folder, file), 'utf8');

/** Every file of the copy that the command could touch, as one text. */
async function everything(): Promise<string> {
  const files = await Promise.all(['specs', 'services', 'generated/service-contracts', 'scripts/shop'].map(async (part) => (await readdir(join(copy.folder, part), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))));
  return JSON.stringify(await Promise.all(files.flat().sort().map(async (file) => [file, await readFile(file, 'utf8')])));
}

describe('what is refused', () => {
  test.each([
    ['no name', ['event'], 'one name'],
    ['a kind that there is not', ['topic', 'a.b'], 'neither `service` nor `event`'],
    ['an option that there is not', ['event', 'order.shipped', '--form', 'order-service'], '--form'],
    ['a routing key of one word', ['event', 'shipped', '--from', 'order-service'], 'no routing key'],
    ['a routing key that leads out of the folder', ['event', '../order.shipped', '--from', 'order-service'], 'no routing key'],
    ['an event without a producer', ['event', 'order.shipped'], '--from'],
    ['a producer that there is not', ['event', 'order.shipped', '--from', 'oder-service'], 'there is no oder-service'],
    ['a consumer that there is not', ['event', 'order.shipped', '--from', 'order-service', '--to', 'shipping-service'], 'there is no shipping-service'],
    ['a consumer twice', ['event', 'order.shipped', '--from', 'order-service', '--to', 'user-service,user-service'], 'twice'],
    ['who tells itself', ['event', 'order.shipped', '--from', 'order-service', '--to', 'order-service'], 'tells itself'],
    ['an event that is there', ['event', 'order.paid', '--from', 'order-service'], 'order.paid is there'],
    ['a scalar that there is not', ['event', 'order.shipped', '--from', 'order-service', '--data', 'orderId:Guid'], 'has no Guid; it has Uuid'],
    ['data twice', ['event', 'order.shipped', '--from', 'order-service', '--data', 'a:Uuid,a:Uuid'], 'each name once'],
    ['a service that is there', ['service', 'order-service'], 'order-service is there'],
    ['a service of another name', ['service', 'shipping'], 'no name of a service'],
    ['a service whose things code cannot name', ['service', 'package-service'], '`package`'],
    ['a port that is taken', ['service', 'shipping-service', '--port', '4004'], 'order-service listens at port 4004'],
    ["the gateway's port", ['service', 'shipping-service', '--port', '4000'], 'the gateway listens'],
    ['a port that is none', ['service', 'shipping-service', '--port', '80'], 'no port'],
  ])('%s: nothing is written', async (_, args, why) => {
    const before = await everything();
    const { code, stdout, stderr } = await scaffold(...args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(why);
    expect(stderr).toMatch(/^scaffold: [^\n]*\n?$/);
    expect(await everything()).toBe(before);
  });

  test('contracts that have errors', async () => {
    const scalars = await fileIn('specs/common/scalars.yaml');
    await writeFile(join(copy.folder, 'specs/common/scalars.yaml'), scalars.replace('maximum: 99999999', 'maximum: many'));
    const before = await everything();
    expect(await scaffold('event', 'order.shipped', '--from', 'order-service')).toMatchObject({ code: 1, stderr: expect.stringMatching(/would have errors\nspecs\/common\/scalars\.yaml:\d+:\d+ error/) });
    expect(await everything()).toBe(before);
    await writeFile(join(copy.folder, 'specs/common/scalars.yaml'), scalars);
  });
});

test('a service and events between it and others are there at once: they compile, and their tests pass', async () => {
  for (const args of [
    ['event', 'order.shipped', '--from', 'order-service', '--to', 'notification-service,product-service', '--data', 'orderId:Uuid,userId:Uuid,quantity:Quantity,to:PersonName'],
    ['service', 'price-list-service'],
    ['event', 'price.listed', '--from', 'price-list-service', '--to', 'order-service', '--data', 'productId:Uuid,amount:Amount,currency:Currency'],
    ['event', 'product.praised', '--from', 'payment-service', '--to', 'price-list-service'],
  ]) {
    expect(await scaffold(...args)).toMatchObject({ code: 0, stderr: '' });
  }
  expect(drifted(await drawDiagrams(copy.folder, (await readSystem(join(copy.folder, 'specs'))).system))).toEqual([]);
  expect(await fileIn('README.md')).toContain('[price-list-service]');

  const { packages } = JSON.parse(await fileIn('package-lock.json')) as { packages: Record<string, unknown> };
  expect(packages['node_modules/@kada-mandiya/price-list-service']).toEqual({ resolved: 'services/price-list-service', link: true });
  expect(Object.keys(packages)).toEqual(Object.keys(packages).toSorted((one, other) => one.localeCompare(other, 'en')));
  for (const file of ['Dockerfile', '.env.example', 'README.md']) expect(await fileIn(`services/price-list-service/${file}`)).toContain('4007');

  const rules = houseRules(await fileIn('.spectral.yaml'));
  expect((await rules(await loadDocuments(join(copy.folder, 'specs')))).map(formatFinding)).toEqual([]);

  await writeFile(join(copy.folder, 'tsconfig.scaffolded.json'), JSON.stringify({ extends: './tsconfig.json', include: ['generated', 'services', 'scripts/shop', 'scripts/test/shop', 'scripts/test/contract-types', 'scripts/test/compose-shop.test.ts'] }));
  const [types, tests] = await Promise.all([
    copy.node('node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.scaffolded.json'),
    copy.node('--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--json', '--testPathPatterns', 'services/price-list-service/', '/(?:takes|publishes)-', 'gateway/test/(?:own-endpoints|running)', 'scripts/test/(?:workflows|compose-shop)'),
  ]);
  expect(types).toMatchObject({ code: 0, stdout: '' });
  expect(tests.stderr).toContain('Test Suites:');
  const { numTotalTestSuites, numFailedTests, testResults } = JSON.parse(tests.stdout) as { numTotalTestSuites: number; numFailedTests: number; testResults: { message: string }[] };
  expect(testResults.map(({ message }) => message).filter((message) => message !== '')).toEqual([]);
  expect([numTotalTestSuites, numFailedTests]).toEqual([2 + 7 + 4, 0]);
}, 180_000);

describe('code', () => {
  const type = 'ServiceReactions<Contract, Store, Reads>';

  test('gets its first reaction, and one more, wherever its reactions stand', () => {
    const first = withReaction(`export const reactions: ${type} = {};\n`, 'a.b', 'events.ts');
    expect(first).toMatch(/^export const reactions: [^=]+= \{\n {2}'a\.b': \(\) => \{\n {4}\/\/ .+\n {2}\},\n\};\n$/);
    expect(withReaction(first, 'c.d', 'events.ts')).toMatch(/\n {2}'a\.b'[^]+\n {2}'c\.d': \(\) => \{\n[^]+\n {2}\},\n\};\n$/);
    const inFunction = `export function reactionsAt(now: () => Date): ${type} {\n  const one = { a: 1 };\n  return {\n    'a.b': () => one\n  };\n}\n`;
    expect(withReaction(inFunction, 'c.d', 'events.ts')).toMatch(/'a\.b': \(\) => one,\n {4}'c\.d': \(\) => \{\n {6}\/\/ .+\n {4}\},\n {2}\};\n\}\n$/);
  });

  test('that has no place for it is refused', () => {
    expect(() => withReaction('export const reactions = {};\n', 'a.b', 'events.ts')).toThrow('events.ts has no object of the type ServiceReactions');
    expect(() => withReactionsFile('build: () => ({ handlers, reactions: given })', 'service.ts')).toThrow('service.ts has no `reactions: {}`');
  });
});

test('help names both', () => {
  expect(parseScaffoldCommand(['--help'])).toEqual({ kind: 'help' });
});
