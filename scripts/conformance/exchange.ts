import { parsedJson } from '../mocks/json.ts';
import type { Answer, Line, Question } from '../mocks/ask-prism.ts';
import { matchOperation } from '../mocks/operations.ts';
import type { Operation } from '../mocks/prism.ts';
import { inWords, readViolations, type Violation } from '../mocks/violations.ts';

/** What one request and its answer were worth. */
export interface Verdict {
  /** `POST /orders (placeOrder)`; the path as it was asked where no contract has it. */
  readonly operation: string;
  readonly status: number;
  /** In words; empty where both were as the contract says. */
  readonly faults: readonly string[];
  /** The request was against the contract, and was refused. */
  readonly refused: boolean;
}

export interface Lines {
  readonly prism: Line;
  /** Past Prism. */
  readonly upstream: Line;
}

/**
 * Asks the service through Prism and judges what came of it. An invalid request is the service's to refuse: then nothing is
 * wrong. One that it takes, one that no contract knows, and every answer that is not as declared, are faults.
 */
export async function judgedExchange(question: Question, operations: readonly Operation[], { prism, upstream }: Lines): Promise<{ readonly answer: Answer; readonly verdict: Verdict }> {
  const matched = matchOperation(operations, question.method, new URL(question.path, 'http://shop').pathname);
  // Prism drops the connection of a body that it cannot parse.
  const malformed = question.body.length > 0 && /\bjson\b/.test(question.headers['content-type'] ?? '') && parsedJson(question.body.toString()) === undefined;
  const { headers: { 'sl-violations': found, ...headers }, ...rest } = await (malformed ? upstream : prism).ask(question);
  const violations = malformed ? [notJson] : readViolations(typeof found === 'object' ? found.join() : found, matched?.operation);
  const sides = Map.groupBy(violations, ({ side }) => side);
  const refused = sides.has('request') && rest.status >= 400;
  const faults = [
    ...(matched === undefined ? ['is in no contract'] : []),
    ...(matched === undefined || refused ? [] : (sides.get('request') ?? []).map((violation) => `was taken, though the request's ${inWords(violation)}`)),
    ...(sides.get('response') ?? []).map((violation) => `answers what its contract does not say: ${inWords(violation)}`),
  ];
  const { method, path, iid = '' } = matched?.operation ?? { method: question.method, path: question.path.split('?')[0] ?? '' };
  const operation = `${method.toUpperCase()} ${path}${iid === '' ? '' : ` (${iid})`}`;
  return { answer: { ...rest, headers }, verdict: { operation, status: rest.status, faults, refused } };
}

const notJson: Violation = { side: 'request', pointer: '/body', message: 'is not JSON', code: 'json' };
