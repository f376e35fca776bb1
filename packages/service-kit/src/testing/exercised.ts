import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** A part of the contracts that a test has met. */
export type Exercised =
  | { readonly kind: 'answer'; readonly operationId: string; readonly status: number }
  | { readonly kind: 'event'; readonly routingKey: string; readonly version: number }
  /** A service has published an event that the test looked at, or has applied one. */
  | { readonly kind: 'published' | 'consumed'; readonly service: string; readonly routingKey: string; readonly version: number };

const noted = new Set<string>();

/**
 * Notes what a test has met, once for each process, in a file of its own in the folder that `CONTRACT_COVERAGE_DIR` names;
 * nowhere without it.
 */
export function noteExercised(what: Exercised): void {
  const { CONTRACT_COVERAGE_DIR: folder = '' } = process.env;
  const line = JSON.stringify(what);
  if (folder === '' || noted.has(line)) return;
  noted.add(line);
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, `${process.pid}.jsonl`), `${line}\n`);
}
