import type { HttpOperation, MediaType, Response, ResponseHeader } from '../../ir/contract.ts';
import { below, keyOf, type Origin } from '../../ir/origin.ts';
import type { Finding } from '../finding.ts';
import { callersOf, operationName, type OperationChange } from './callers.ts';
import { partner } from './compare-requests.ts';
import { compareAnswered } from './flows.ts';

/** What has changed in the answers of an operation. */
export function compareResponses(change: OperationChange): readonly Finding[] {
  const [from, to] = [change.before.operation.responses, change.after.operation.responses];
  const gone = from.filter(({ status }) => !to.some((one) => one.status === status));
  const isMissed = to.some(({ status }) => isSuccess(status) && !from.some((one) => one.status === status)) || !to.some(({ status }) => isSuccess(status) || status === 'default');
  return [...gone.map((response) => goneStatus(change, response, isMissed)), ...to.flatMap((response) => compareResponse(change, response, from))];
}

function isSuccess(status: string): boolean {
  return /^[23]/.test(status);
}

function shownBy({ before }: OperationChange, rule: Finding['rule']): Pick<Finding, 'rule' | 'subject' | 'owners'> {
  return { rule, subject: operationName(before), owners: [before.api.name] };
}

/** A success that is gone is missed where another one comes instead, or none is left. */
function goneStatus(change: OperationChange, { status }: Response, isMissed: boolean): Finding {
  const shown = { ...shownBy(change, 'http-status'), message: `it does not answer ${status} any more`, before: placeOf(change.before.operation, status) };
  if (!isSuccess(status)) return { ...shown, verdict: 'safe', affected: [] };
  return {
    ...shown,
    verdict: isMissed ? 'breaking' : 'dangerous',
    affected: callersOf(change.before),
    advice: isMissed ? 'go on answering the status that callers wait for' : 'make sure that no caller waits for it',
  };
}

/** The status in the operation; a response by reference stands elsewhere. */
function placeOf({ origin }: HttpOperation, status: string): Origin {
  return keyOf(below(origin, 'responses', status));
}

function compareResponse(change: OperationChange, response: Response, from: readonly Response[]): readonly Finding[] {
  const { status } = response;
  const known = [status, `${status.charAt(0)}XX`, 'default'].map((key) => from.find((one) => one.status.toUpperCase() === key.toUpperCase())).find((one) => one !== undefined);
  if (known !== undefined) return [...mediaTypeFindings(change, known, response), ...headerFindings(change, known, response)];
  const shown = { ...shownBy(change, 'http-status'), message: `it may answer ${status}`, after: placeOf(change.after.operation, status) };
  if (!isSuccess(status)) return [{ ...shown, verdict: 'safe', affected: [] }];
  return [{ ...shown, verdict: 'dangerous', affected: callersOf(change.before), advice: 'make sure that callers take it for a success' }];
}

function mediaTypeFindings(change: OperationChange, from: Response, to: Response): readonly Finding[] {
  const shown = shownBy(change, 'http-media-type');
  const gone = from.content.filter(({ mediaType }) => partner(to.content, mediaType) === undefined);
  const added = to.content.filter(({ mediaType }) => partner(from.content, mediaType) === undefined);
  const root = `the ${to.status} body`;
  return [
    ...gone.map(({ mediaType, origin }: MediaType): Finding => ({
      ...shown,
      verdict: 'breaking',
      message: `${to.status} is not answered as ${mediaType} any more`,
      before: keyOf(origin),
      affected: callersOf(change.before),
      advice: 'answer both media types, by what the caller accepts',
    })),
    ...added.map(({ mediaType, origin }: MediaType): Finding => ({ ...shown, verdict: 'safe', message: `${to.status} may be answered as ${mediaType}`, after: keyOf(origin), affected: [] })),
    ...from.content.flatMap(({ mediaType, schema }) => compareAnswered(change, { root, from: schema, to: partner(to.content, mediaType)?.schema })),
  ];
}

function headerFindings(change: OperationChange, from: Response, to: Response): readonly Finding[] {
  const shown = shownBy(change, 'http-header');
  const find = ({ headers }: Response, name: string): ResponseHeader | undefined => headers.find((header) => header.name.toLowerCase() === name.toLowerCase());
  const places = { before: keyOf(below(from.origin, 'headers')), after: keyOf(below(to.origin, 'headers')) };
  const affected = callersOf(change.before);
  const added = to.headers.filter(({ name }) => find(from, name) === undefined);
  return [
    ...from.headers.flatMap((header): readonly Finding[] => {
      const other = find(to, header.name);
      const place = { before: keyOf(below(from.origin, 'headers', header.name)) };
      if (other === undefined) {
        const verdict = header.required ? 'breaking' : 'dangerous';
        return [{ ...shown, verdict, message: `${to.status} has no header ${header.name} any more`, ...place, affected, advice: 'go on sending it' }];
      }
      const both = { before: keyOf(header.origin), after: keyOf(other.origin) };
      const presence = presenceOf(header, other);
      const root = `the header ${other.name} of ${to.status}`;
      return [
        ...(presence === undefined ? [] : [{ ...shown, ...both, ...presence, affected: presence.verdict === 'safe' ? [] : affected }]),
        ...compareAnswered(change, { root, from: header.schema, to: other.schema }),
      ];
    }),
    ...added.map(({ name }): Finding => ({ ...shown, verdict: 'safe', message: `${to.status} has the header ${name}`, after: places.after, affected: [] })),
  ];
}

function presenceOf(from: ResponseHeader, to: ResponseHeader): Pick<Finding, 'verdict' | 'message' | 'advice'> | undefined {
  if (from.required === to.required) return undefined;
  if (to.required) return { verdict: 'safe', message: `the header ${to.name} is always there` };
  return { verdict: 'breaking', message: `the header ${to.name} may be missing`, advice: 'go on sending it always' };
}
