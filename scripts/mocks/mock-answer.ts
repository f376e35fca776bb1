import { type Answer, type Line, type Question, withBody } from './ask-prism.ts';
import { chooseExample, type Choice } from './choose-example.ts';
import { headersFor, refusalOf } from './fit-answer.ts';
import { isObject, parsedJson, type JsonObject } from './json.ts';
import { narrowPage } from './narrow-page.ts';
import { matchOperation, type ApiOperation } from './operations.ts';
import { readViolations, type Violation } from './violations.ts';

/** The operations of a document, and the Prism that serves them. */
export interface Served {
  readonly operations: readonly ApiOperation[];
  readonly line: Line;
  /** Answers are made up: none is chosen, none is fitted. */
  readonly dynamic: boolean;
}

export interface MockAnswer extends Answer {
  /** The example that was asked for, or the status. */
  readonly choice: Choice;
  /** What Prism found wrong. */
  readonly violations: readonly Violation[];
}

const notJson: Violation = { side: 'request', pointer: '/body', message: 'is not JSON', code: 'json' };

/**
 * Has Prism answer with the example that fits the request, and fits lists and refusals to it. A request that tells Prism
 * itself what it wants (`Prefer`, `__code`, `__example` …) gets just that.
 */
export async function mockAnswer(question: Question, { operations, line, dynamic }: Served): Promise<MockAnswer> {
  const { pathname, searchParams } = new URL(question.path, 'http://mock');
  const matched = matchOperation(operations, question.method, pathname);
  const text = question.body.toString();
  const body = parsedJson(text);
  const malformed = text !== '' && body === undefined && isJson(question);
  const chooses = matched !== undefined && !dynamic && !speaksToPrism(question, searchParams);
  const choice = chooses ? chooseExample({ ...matched, claims: claimsIn(question.headers.authorization), body }) : undefined;
  // Prism drops the connection of a body that is no JSON: it gets one that is no object.
  const asked = { ...question, headers: { ...question.headers, ...preferring(choice) }, ...(malformed && { body: Buffer.from('"not JSON"') }) };
  const answer = await line.ask(asked);
  const violations = malformed ? [notJson] : readViolations(textOf(answer.headers['sl-violations']), matched?.operation);
  const refused = matched === undefined ? undefined : refusal(answer, { operation: matched.operation, pathname, violations });
  const fitted = refused ?? (chooses ? fittedTo(answer, { operation: matched.operation, searchParams, operations }) : answer);
  return { ...fitted, choice, violations };
}

function preferring(choice: Choice): { prefer?: string } {
  if (choice === undefined) return {};
  return { prefer: 'example' in choice ? `example=${choice.example}` : `code=${choice.status}` };
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'object' ? header.join() : header;
}

function speaksToPrism({ headers }: Question, query: URLSearchParams): boolean {
  return headers.prefer !== undefined || [...query.keys()].some((name) => name.startsWith('__'));
}

function isJson({ headers }: Question): boolean {
  return /^application\/(?:.+\+)?json\b/.test(headers['content-type'] ?? '');
}

/** The claims of a token, unverified: a mock believes everybody. */
function claimsIn(authorization: string | undefined): JsonObject | undefined {
  const payload = /^Bearer [^.]+\.([^.]+)\.[^.]+$/i.exec(authorization ?? '')?.[1];
  const claims = payload === undefined ? undefined : parsedJson(Buffer.from(payload, 'base64url').toString());
  return isObject(claims) ? claims : undefined;
}

interface Invalid {
  readonly operation: ApiOperation;
  readonly pathname: string;
  readonly violations: readonly Violation[];
}

/** Of a request that breaks the contract. Prism would take the 422 for it where there is one; the contracts mean the 400. */
function refusal(answer: Answer, { operation, pathname, violations }: Invalid): Answer | undefined {
  const faults = violations.filter(({ side, code }) => side === 'request' && code !== '401' && code !== '415');
  if (faults.length === 0 || (answer.status !== 400 && answer.status !== 422)) return undefined;
  const body = refusalOf(operation, pathname, faults);
  return body === undefined ? undefined : withBody(answer, body, { status: 400 });
}

interface Context {
  readonly operation: ApiOperation;
  readonly searchParams: URLSearchParams;
  readonly operations: readonly ApiOperation[];
}

function fittedTo(answer: Answer, { operation, searchParams, operations }: Context): Answer {
  const body = parsedJson(answer.body.toString());
  if (answer.status >= 300 || !isObject(body)) return answer;
  return withBody(answer, narrowPage(operation, searchParams, body), { headers: headersFor(body, answer.headers, operations) });
}
