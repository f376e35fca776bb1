import { join } from 'node:path';
import { answerName, eventName, exercisedIn } from '../../contracts-coverage/exercised.ts';

/** What the tests have met of the contracts, as their last run has noted it. */
export interface Coverage {
  /** Whether there is a note at all: without one nothing is to be said. */
  readonly known: boolean;
  hasAnswer(operationId: string, status: string): boolean;
  hasEvent(routingKey: string, version: number): boolean;
}

/** Reads what `npm run contracts:coverage`, or the tests with `CONTRACT_COVERAGE_DIR`, have left in `.cache`. */
export function coverageIn(root: string): Coverage {
  const met = exercisedIn(join(root, '.cache/contracts-coverage'));
  return {
    known: met.size > 0,
    hasAnswer: (operationId, status) => met.has(answerName(operationId, Number(status))),
    hasEvent: (routingKey, version) => met.has(eventName(routingKey, version)),
  };
}
