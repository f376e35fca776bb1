import { answerName, eventName, exercisedIn, notesOf, partyName } from '../../contracts-coverage/exercised.ts';

/** What the tests have met of the contracts, as their last run has noted it. */
export interface Coverage {
  /** When the last note was taken; `undefined` where there is none, and nothing is to be said. */
  readonly lastAt: Date | undefined;
  hasAnswer(operationId: string, status: string): boolean;
  hasEvent(routingKey: string, version: number): boolean;
  hasParty(service: string, side: 'published' | 'consumed', routingKey: string, version: number): boolean;
}

/** Reads the notes that tests have left: see `npm run contracts:coverage`. */
export function coverageIn(root: string): Coverage {
  const { names, lastAt } = exercisedIn(notesOf(root));
  return {
    lastAt,
    hasAnswer: (operationId, status) => names.has(answerName(operationId, Number(status))),
    hasEvent: (routingKey, version) => names.has(eventName(routingKey, version)),
    hasParty: (service, side, routingKey, version) => names.has(partyName({ service, routingKey, version }, side)),
  };
}
