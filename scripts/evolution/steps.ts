import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { formatDiagnostic, generate, readSpecs, type Specs } from '@kada-mandiya/codegen';
import { z } from 'zod';

const fixtures = join(import.meta.dirname, 'fixtures');
const root = resolve(import.meta.dirname, '../..');

/** The way from one version to the next, one step after another. */
export const steps = ['1-one-version', '2-two-versions', '3-one-has-moved', '4-all-have-moved', '5-version-1-has-gone'] as const;

export type StepName = (typeof steps)[number] | 'wrong-edited-in-place' | 'wrong-gone-too-early';

const Heard = z.object({ heard: z.array(z.unknown()), skipped: z.number(), deadLettered: z.number() });
const Played = z.object({ published: z.array(z.number()), ledger: Heard, bell: Heard });

/** What was published in a step, in which versions, and what each consumer has made of it. */
export type Played = z.infer<typeof Played>;

/** The system of the fixtures, built step by step in a folder of its own. */
export interface Evolution {
  readonly folder: string;
  readonly specsOf: (step: StepName) => Promise<Specs>;
  /** Generates from a step's contracts. */
  readonly build: (step: StepName) => Promise<void>;
  /** Runs a step that was built, on a broker. */
  readonly play: (step: StepName, amqpUrl: string) => Promise<Played>;
  readonly remove: () => Promise<void>;
}

export async function openEvolution(): Promise<Evolution> {
  const folder = await mkdtemp(join(tmpdir(), 'evolution-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const prepared = new Map<StepName, Promise<string>>();
  const prepare = async (step: StepName): Promise<string> => {
    const there = join(folder, step);
    await cp(join(fixtures, 'common'), join(there, 'specs'), { recursive: true });
    await cp(join(fixtures, step, 'parcel.sent.yaml'), join(there, 'specs/asyncapi/parcel.sent.yaml'));
    return there;
  };
  const placeOf = (step: StepName): Promise<string> => {
    const place = prepared.get(step) ?? prepare(step);
    prepared.set(step, place);
    return place;
  };
  return {
    folder,
    specsOf: async (step) => readSpecs(join(await placeOf(step), 'specs'), 'specs'),
    build: async (step) => buildIn(await placeOf(step), step),
    play: async (step, amqpUrl) => Played.parse(JSON.parse(await printedBy(join(await placeOf(step), 'play-step.ts'), amqpUrl))),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function buildIn(place: string, step: StepName): Promise<void> {
  const out = join(place, 'generated');
  const { ok, diagnostics } = await generate({ specs: join(place, 'specs'), out, cacheDir: false });
  if (!ok) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  const scope = join(place, 'node_modules/@parcels');
  await mkdir(scope, { recursive: true });
  for (const name of await readdir(out)) if (name.endsWith('-contracts')) await symlink(join(out, name), join(scope, name), 'junction');
  await cp(join(fixtures, 'play-step.ts'), join(place, 'play-step.ts'));
  await cp(join(fixtures, step, 'types.ts'), join(place, 'types.ts'));
  await writeFile(join(place, 'package.json'), '{ "type": "module" }\n');
}

async function printedBy(program: string, amqpUrl: string): Promise<string> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], { env: { ...process.env, NODE_OPTIONS: '', AMQP_URL: amqpUrl }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((done, failed) => {
    child.on('error', failed);
    child.on('close', done);
  });
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`${program} ended with ${String(code)}\n${stderr}${stdout}`);
  return stdout;
}
