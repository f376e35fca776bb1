import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), operationId: z.string(), status: z.int() }),
  z.object({ kind: z.literal('event'), routingKey: z.string(), version: z.int() }),
  z.object({ kind: z.enum(['published', 'consumed']), service: z.string(), routingKey: z.string(), version: z.int() }),
]);

/** One note, as `packages/service-kit/src/testing/exercised.ts` writes it. */
export type Noted = z.output<typeof line>;

/** Where the tests leave their notes: see `jest.setup.js`. */
export function notesOf(root: string): string {
  return join(root, '.cache/contracts-coverage');
}

/** What the tests have noted in a folder. */
export interface Exercised {
  /** As names; none where there are no notes. */
  readonly names: ReadonlySet<string>;
  /** When the last note was taken; `undefined` where there is none. */
  readonly lastAt?: Date;
}

/** Reads the notes of the test runs. */
export function exercisedIn(folder: string): Exercised {
  const files = filesIn(folder).map((name) => join(folder, name));
  const names = new Set(files.flatMap((file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).flatMap(namesOf)));
  return names.size === 0 ? { names } : { names, lastAt: new Date(Math.max(...files.map((file) => statSync(file).mtimeMs))) };
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  } catch {
    return [];
  }
}

function namesOf(text: string): readonly string[] {
  const met = line.parse(JSON.parse(text));
  if (met.kind === 'answer') return [operationName(met.operationId), answerName(met.operationId, met.status)];
  return [met.kind === 'event' ? eventName(met.routingKey, met.version) : partyName(met, met.kind)];
}

export function operationName(operationId: string): string {
  return `the operation ${operationId}`;
}

export function answerName(operationId: string, status: number): string {
  return `${operationId} ${status}`;
}

export function eventName(routingKey: string, version: number): string {
  return `${routingKey} v${version}`;
}

/** A service on one side of an event. */
export interface Party {
  readonly service: string;
  readonly routingKey: string;
  readonly version: number;
}

export function partyName({ service, routingKey, version }: Party, side: 'published' | 'consumed'): string {
  return `${eventName(routingKey, version)} ${side} by ${service}`;
}
