import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compareSpecs, worst } from '@kada-mandiya/codegen';
import { startBroker } from '@kada-mandiya/embedded-broker';
import { openEvolution, steps, type Evolution, type Played, type StepName } from '../evolution/steps.ts';

const root = resolve(import.meta.dirname, '../..');
const weight = { parcelId: '23b5222d-452c-4bab-a3db-622e20c87508', weight: '1.2 kg' };
const grams = { parcelId: '23b5222d-452c-4bab-a3db-622e20c87508', grams: 1200 };

let evolution: Evolution;
beforeAll(async () => {
  evolution = await openEvolution();
});
afterAll(() => evolution.remove());

describe('version 2 beside version 1', () => {
  const played = new Map<StepName, Played>();
  beforeAll(async () => {
    // One broker for all steps, as it would be: its queues outlive each of them.
    const broker = await startBroker();
    try {
      for (const step of steps) {
        await evolution.build(step);
        played.set(step, await evolution.play(step, broker.url));
      }
    } finally {
      await broker.close();
    }
  });

  test.each([
    ['1-one-version', [1], { heard: [weight], skipped: 0 }, { heard: [weight], skipped: 0 }],
    ['2-two-versions', [1, 2], { heard: [weight], skipped: 1 }, { heard: [weight], skipped: 1 }],
    ['3-one-has-moved', [1, 2], { heard: [grams], skipped: 1 }, { heard: [weight], skipped: 1 }],
    ['4-all-have-moved', [1, 2], { heard: [grams], skipped: 1 }, { heard: [grams], skipped: 1 }],
    ['5-version-1-has-gone', [2], { heard: [grams], skipped: 0 }, { heard: [grams], skipped: 0 }],
  ] as const)('%s: each consumer hears every parcel once, in its version, and counts the rest', (step, published, ledger, bell) => {
    expect(played.get(step)).toEqual({ published, ledger: { ...ledger, deadLettered: 0 }, bell: { ...bell, deadLettered: 0 } });
  });

  test('the compiler finds every line that a step leaves behind, and nothing else', async () => {
    expect(await Promise.all(steps.map(typeErrors))).toEqual(steps.map(() => ''));

    const file = join(evolution.folder, '2-two-versions/types.ts');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(/^\/\/ @ts-expect-error .*\n/gm, ''));
    expect(await typeErrors('2-two-versions')).toMatch(/^types\.ts\(8,\d+\): error TS\d+: [^\n]+\ntypes\.ts\(11,\d+\): error TS\d+: [^\n]*weight[^\n]+\n$/);
  });
});

/** One program for each step: TypeScript takes packages of one name and version for the same, wherever they are. */
async function typeErrors(step: StepName): Promise<string> {
  const cwd = join(evolution.folder, step);
  await writeFile(join(cwd, 'tsconfig.json'), JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] }, include: ['types.ts', 'play-step.ts'], exclude: [] }));
  return new Promise((done) => {
    execFile(process.execPath, [join(root, 'node_modules/typescript-7/bin/tsc'), '-p', '.'], { cwd }, (_error, stdout, stderr) => done(stdout + stderr));
  });
}

describe('what contracts:check says', () => {
  const page = readFile(join(root, 'docs/evolution.md'), 'utf8');

  test.each([
    ['1-one-version', 'wrong-edited-in-place', 'breaking', ['bell-service', 'ledger-service']],
    ['1-one-version', '2-two-versions', 'safe', []],
    ['2-two-versions', '3-one-has-moved', 'dangerous', ['ledger-service']],
    ['3-one-has-moved', '4-all-have-moved', 'dangerous', ['bell-service']],
    ['3-one-has-moved', 'wrong-gone-too-early', 'breaking', ['bell-service']],
    ['3-one-has-moved', '5-version-1-has-gone', 'breaking', ['bell-service']],
    ['4-all-have-moved', '5-version-1-has-gone', 'dangerous', []],
  ] as const)('from %s to %s: %s, as docs/evolution.md has it', async (before, after, verdict, services) => {
    const findings = compareSpecs(await evolution.specsOf(before), await evolution.specsOf(after));
    const affected = findings.flatMap((finding) => finding.affected.map((party) => party.name));

    expect(worst(findings)).toBe(verdict);
    expect([...new Set(affected)].toSorted()).toEqual(services);
    expect(await page).toContain(`| \`${before}\` | \`${after}\` | ${verdict} |`);
  });
});
