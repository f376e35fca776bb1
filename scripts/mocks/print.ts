import { table } from '../demo/table.ts';
import type { Question } from './ask-prism.ts';
import type { MockAnswer } from './mock-answer.ts';
import { isSecured } from './operations.ts';
import type { Mocks } from './start-mocks.ts';
import { inWords } from './violations.ts';

/** What is served where, and a first thing to try. */
export function startTable({ list }: Mocks, { dynamic }: { readonly dynamic: boolean }): string {
  const rows = list.map(({ name, url, document, operations }) => [name, url, document, String(operations.length)]);
  return [
    `Mocks by Prism, ${dynamic ? 'with made-up answers' : 'with the examples of the contracts'}:\n`,
    table(['API', 'address', 'document', 'operations'], rows),
    '',
    ...tryIt(list).map((line) => `   ${line}`),
    '\nCtrl-C stops them. A change of the specs restarts what it changes.\n',
  ].join('\n');
}

/** Lists say most: they take the most parameters. */
function tryIt(list: Mocks['list']): readonly string[] {
  const calls = list
    .flatMap(({ url, operations }) => operations.filter(({ method, path }) => method === 'get' && !path.includes('{')).map((operation) => ({ url, operation })))
    .toSorted((a, b) => (b.operation.request?.query?.length ?? 0) - (a.operation.request?.query?.length ?? 0));
  const open = calls.find(({ operation }) => !isSecured(operation));
  const secured = calls.find(({ operation }) => isSecured(operation));
  return [
    ...(open === undefined ? [] : [`try   curl ${open.url}${open.operation.path}`]),
    ...(secured === undefined ? [] : [`or    curl -H 'Authorization: Bearer any' ${secured.url}${secured.operation.path}`]),
  ];
}

/** A request in a line: when, whose, what, how it was answered, and what broke the contract. */
export function requestLine(mock: string, { method, path }: Question, { status, choice, violations }: MockAnswer, milliseconds: number): string {
  const chosen = choice === undefined ? [] : ['example' in choice ? `the example ${choice.example}` : 'no example fits'];
  const notes = violations.length > 0 ? violations.map((violation) => (violation.side === 'response' ? `the answer's ${inWords(violation)}` : inWords(violation))) : chosen;
  const time = new Date().toTimeString().slice(0, 8);
  const line = `${time}  ${mock}  ${method} ${path}  ${String(status)}  ${milliseconds.toFixed(0)} ms`;
  return notes.length === 0 ? line : `${line}  ${notes.join('; ')}`;
}
