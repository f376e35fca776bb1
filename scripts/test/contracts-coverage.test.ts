import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declared } from '../contracts-coverage/declared.ts';
import { coverageText, coveredShare } from '../contracts-coverage/coverage.ts';
import { exercisedIn, type Noted } from '../contracts-coverage/exercised.ts';
import { runCoverage } from '../contracts-coverage/run.ts';
import { coverageIn } from '../docs/model/coverage.ts';

let place: string;
let folder: string;

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'kada-coverage-'));
  folder = join(place, '.cache/contracts-coverage');
});

afterEach(() => rm(place, { recursive: true }));

function note(...notes: readonly Noted[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '1.jsonl'), notes.map((one) => `${JSON.stringify(one)}\n`).join(''));
}

/** Everything that the contracts declare. */
function everything(): readonly Noted[] {
  const { services, events } = declared();
  const parties = services.flatMap(({ service, publishes, consumes }) => [...publishes.map((name) => ({ kind: 'published' as const, service, name })), ...consumes.map((name) => ({ kind: 'consumed' as const, service, name }))]);
  return [
    ...services.flatMap(({ answers }) => answers.map((name) => ({ kind: 'answer' as const, operationId: name.split(' ')[0] ?? '', status: Number(name.split(' ')[1]) }))),
    ...events.map(({ name }) => ({ kind: 'event' as const, ...versionIn(name) })),
    ...parties.map(({ kind, service, name }) => ({ kind, service, ...versionIn(name) })),
  ];
}

function versionIn(name: string): { readonly routingKey: string; readonly version: number } {
  const [, routingKey = '', version = ''] = /^(\S+) v(\d+)/.exec(name) ?? [];
  return { routingKey, version: Number(version) };
}

function run(args: readonly string[], runTests: () => number = () => 0): { readonly code: number; readonly lines: readonly string[]; readonly errors: readonly string[] } {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = runCoverage(args, { folder, runTests, output: { log: (line: string) => void lines.push(line), error: (line: string) => void errors.push(line) } });
  return { code, lines, errors };
}

describe('npm run contracts:coverage', () => {
  test('reads what the tests have noted, and says from when it is', () => {
    note(...everything());
    const { code, lines, errors } = run([], () => 1);

    expect([code, errors]).toEqual([0, []]);
    expect(lines[0]).toContain('100.0 % of all');
    expect(lines[1]).toMatch(/up to 20\d\d-\d\d-\d\d \d\d:\d\d UTC/);
  });

  test('runs the tests where nothing was noted, and forgets what was with --run', () => {
    const takeNotes = (): number => {
      note(...everything());
      return 0;
    };
    expect(run([], takeNotes)).toMatchObject({ code: 0, lines: [expect.stringContaining('No test has taken notes yet'), expect.stringContaining('100.0 %'), expect.any(String)] });
    expect(run(['--run'], () => 1)).toMatchObject({ code: 1, errors: [expect.stringContaining('0.0 % is less than 95 %')] });
    expect(existsSync(folder)).toBe(false);
  });

  test('with --report says plainly that there are none, and an option that it does not know in one line', () => {
    expect(run(['--report'])).toEqual({ code: 1, lines: [], errors: ['contracts:coverage: no test has taken notes yet: npm test does, and npm run contracts:coverage without --report'] });
    expect(run(['--frob'])).toMatchObject({ code: 1, errors: [expect.stringMatching(/^contracts:coverage: there is no option --frob[^\n]*$/)] });
  });
});

test('operations, answers, events, versions and parties are told apart', () => {
  note({ kind: 'answer', operationId: 'placeOrder', status: 201 }, { kind: 'event', routingKey: 'order.created', version: 1 }, { kind: 'published', service: 'order-service', routingKey: 'order.created', version: 1 }, { kind: 'consumed', service: 'payment-service', routingKey: 'order.created', version: 2 });
  const { names } = exercisedIn(folder);
  const text = coverageText(declared(), names);

  expect(text).toMatch(/order-service +1 of 4 +1 of 24 +1 of 3 +0 of 4\n/);
  expect(text).toMatch(/order\.created v1 +yes +order-service +\(not payment-service\)\n/);
  expect(text).toMatch(/\n {3}placeOrder: 400, 401/);
  expect(text).toContain('\n   order.created v1 consumed by payment-service\n');
  expect(coveredShare(declared(), names)).toBeCloseTo(4 / (31 + 195 + 9 + 12 + 9), 10);
});

test('the documentation marks the same, and nothing where there are no notes', async () => {
  expect(coverageIn(place).lastAt).toBeUndefined();
  note({ kind: 'consumed', service: 'payment-service', routingKey: 'order.created', version: 1 });
  await writeFile(join(folder, 'notes.txt'), 'not a note');
  const coverage = coverageIn(place);

  expect(coverage.lastAt).toBeInstanceOf(Date);
  expect([coverage.hasParty('payment-service', 'consumed', 'order.created', 1), coverage.hasParty('payment-service', 'published', 'order.created', 1), coverage.hasEvent('order.created', 1)]).toEqual([true, false, false]);
});
