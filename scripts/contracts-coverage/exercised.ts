import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), operationId: z.string(), status: z.int() }),
  z.object({ kind: z.literal('event'), routingKey: z.string(), version: z.int() }),
]);

/** What the tests have noted in a folder, as names. Empty where there is no folder. */
export function exercisedIn(folder: string): ReadonlySet<string> {
  return new Set(filesIn(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean).map(nameOf)));
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  } catch {
    return [];
  }
}

function nameOf(text: string): string {
  const met = line.parse(JSON.parse(text));
  return met.kind === 'answer' ? answerName(met.operationId, met.status) : eventName(met.routingKey, met.version);
}

export function answerName(operationId: string, status: number): string {
  return `${operationId} ${status}`;
}

export function eventName(routingKey: string, version: number): string {
  return `${routingKey} v${version}`;
}
