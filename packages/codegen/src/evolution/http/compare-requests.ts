import type { MediaType } from '../../ir/contract.ts';
import { below, keyOf } from '../../ir/origin.ts';
import type { Finding } from '../finding.ts';
import { callersOf, operationName, type OperationChange } from './callers.ts';
import { compareSent } from './flows.ts';

/** What has changed in the body that an operation takes. */
export function compareRequestBodies(change: OperationChange): readonly Finding[] {
  const { before, after } = change;
  const [from, to] = [before.operation.requestBody, after.operation.requestBody];
  if (from === undefined && to === undefined) return [];
  return [...presence(change), ...(from === undefined || to === undefined ? [] : mediaTypeFindings(change, from.content, to.content))];
}

function presence({ before, after }: OperationChange): readonly Finding[] {
  const [from, to] = [before.operation.requestBody, after.operation.requestBody];
  const shown = {
    rule: 'http-body',
    subject: operationName(before),
    before: keyOf(from === undefined ? before.operation.origin : to === undefined ? below(before.operation.origin, 'requestBody') : from.origin),
    after: keyOf(to === undefined ? after.operation.origin : from === undefined ? below(after.operation.origin, 'requestBody') : to.origin),
    owners: [before.api.name],
  } as const;
  const affected = callersOf(before);
  if (to === undefined) {
    return [{ ...shown, verdict: 'dangerous', message: 'it takes no body any more', affected, advice: 'make sure that a body may be ignored' }];
  }
  if ((from?.required ?? false) === to.required) return from === undefined ? [{ ...shown, verdict: 'safe', message: 'it takes a body', affected: [] }] : [];
  if (!to.required) return [{ ...shown, verdict: 'safe', message: 'its body may be left out', affected: [] }];
  return [{ ...shown, verdict: 'breaking', message: 'its body may not be left out any more', affected, advice: 'take requests without a body too, or serve another operation' }];
}

function mediaTypeFindings(change: OperationChange, from: readonly MediaType[], to: readonly MediaType[]): readonly Finding[] {
  const { before } = change;
  const shown = { rule: 'http-media-type', subject: operationName(before), owners: [before.api.name] } as const;
  const gone = from.filter(({ mediaType }) => partner(to, mediaType) === undefined);
  const added = to.filter(({ mediaType }) => partner(from, mediaType) === undefined);
  return [
    ...gone.map(({ mediaType, origin }): Finding => ({
      ...shown,
      verdict: 'breaking',
      message: `its body may not be ${mediaType} any more`,
      before: keyOf(origin),
      affected: callersOf(before),
      advice: 'take both media types until every caller has moved',
    })),
    ...added.map(({ mediaType, origin }): Finding => ({ ...shown, verdict: 'safe', message: `its body may be ${mediaType}`, after: keyOf(origin), affected: [] })),
    ...from.flatMap(({ mediaType, schema }) => compareSent(change, { root: 'body', from: schema, to: partner(to, mediaType)?.schema })),
  ];
}

/** The media type by its name without regard to case, else a range that it is in (`application/*`). */
export function partner(list: readonly MediaType[], mediaType: string): MediaType | undefined {
  const name = mediaType.toLowerCase();
  const ranges = [name, `${name.split('/')[0] ?? ''}/*`, '*/*'];
  return ranges.map((range) => list.find((one) => one.mediaType.toLowerCase() === range)).find((found) => found !== undefined);
}
