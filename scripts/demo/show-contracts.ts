import { allEvents } from '@kada-mandiya/event-contracts';
import { breakValue, show } from './break-value.ts';
import { httpBodies } from './http-bodies.ts';
import type { Shown } from './shown.ts';

export interface Outcome {
  readonly rows: readonly (readonly string[])[];
  readonly accepted: number;
  readonly refused: number;
  /** What should not have happened: an example refused, or nothing refused at all. */
  readonly failures: readonly string[];
}

/** Holds every event and every HTTP body of the contracts against its examples and against a broken one. */
export function showContracts(): Outcome {
  const events = allEvents.map((event): Shown => ({
    name: `${event.routingKey} v${String(event.version)}`,
    examples: event.examples,
    accepts: event.isStrict,
    schema: event.strictSchema,
  }));
  return outcomeOf([...events, ...httpBodies()]);
}

/** What the contracts say of their examples and of a broken one each. */
export function outcomeOf(contracts: readonly Shown[]): Outcome {
  const rows: string[][] = [];
  const failures: string[] = [];
  let accepted = 0;
  let refused = 0;
  contracts.forEach((contract, turn) => {
    const right = contract.examples.filter((example) => contract.accepts(example) && contract.schema.safeParse(example).success);
    accepted += right.length;
    if (right.length < contract.examples.length || right.length === 0) failures.push(`${contract.name} refuses an example of its own`);
    const refusal = firstRefusal(contract, turn);
    if (refusal === undefined) {
      failures.push(`${contract.name} accepts every broken example`);
    } else {
      refused += 1;
    }
    rows.push([contract.name, `${String(right.length)} accepted`, refusal?.what ?? 'nothing', refusal?.reason ?? '']);
  });
  return { rows, accepted, refused, failures };
}

function firstRefusal(contract: Shown, turn: number): { readonly what: string; readonly reason: string } | undefined {
  for (const { what, value } of breakValue(contract.examples[0], turn)) {
    const verdict = contract.schema.safeParse(value);
    if (verdict.success || contract.accepts(value)) continue;
    const [issue] = verdict.error.issues;
    const place = issue === undefined || issue.path.length === 0 ? '' : `${show(issue.path)}: `;
    return { what, reason: place + (issue?.message ?? 'no reason given') };
  }
  return undefined;
}
