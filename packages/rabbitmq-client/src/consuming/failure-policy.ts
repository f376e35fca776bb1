import type { Consumption } from '@kada-mandiya/contract';
import type { OutgoingMessage } from '../publishing/outgoing-message.ts';
import { carriedHeaders } from './carried-headers.ts';
import {
  deliveryCountHeader,
  header,
  textHeader,
  wholeNumber,
  type FailureKind,
  type Headers,
} from './headers.ts';

/** Why a message is not done. */
export interface Failure {
  readonly kind: FailureKind;
  readonly reason: string;
  /** Where in an invalid message. */
  readonly path?: string;
}

/** Where a message goes that is not done. */
export interface NextPlace {
  readonly queue: string;
  readonly kind: 'retry' | 'dead-letter';
  /** How long it stays there before its next attempt, in milliseconds. */
  readonly delayMs?: number;
}

type Route = Pick<Consumption, 'queue' | 'deadLetterQueue' | 'retries'>;

/** Which attempt this delivery is: 1 unless a copy of ours says otherwise. */
export function attemptOf(headers: Headers): number {
  return wholeNumber(headers, header.attempt, 1) ?? 1;
}

/** Whether the broker has delivered the message so often that it must be what ends the process that takes it. */
export function deliveredTooOften(headers: Headers, limit: number): boolean {
  return (wholeNumber(headers, deliveryCountHeader, 0) ?? 0) > limit;
}

/** A failed message waits in the queue of its attempt; one past the last, or one that cannot succeed, waits no more. */
export function nextPlace(route: Route, kind: FailureKind, attempt: number): NextPlace {
  const retry = kind === 'failed' ? route.retries[attempt - 1] : undefined;
  if (retry === undefined) return { queue: route.deadLetterQueue, kind: 'dead-letter' };
  return { queue: retry.queue, kind: 'retry', delayMs: retry.delayMs };
}

/** What a consumer was given and cannot finish. */
export interface FailedMessage {
  readonly content: Buffer;
  readonly headers: Headers;
  readonly messageId?: string;
  readonly correlationId?: string;
  readonly type?: string;
  readonly contentType?: string;
  readonly timestamp?: number;
}

const historyLength = 20;
const reasonLength = 500;
const reasonLengthInHistory = 200;

/** The copy of a failed message for its next place, with what went wrong so far in its headers. */
export function failedCopy(
  message: FailedMessage,
  failure: Failure,
  { route, service, now }: { readonly route: Route; readonly service: string; readonly now: Date },
): { readonly place: NextPlace; readonly copy: OutgoingMessage } {
  const attempt = attemptOf(message.headers);
  const place = nextPlace(route, failure.kind, attempt);
  const { headers, ...properties } = message;
  const copy = {
    ...properties,
    exchange: '',
    routingKey: place.queue,
    mandatory: true,
    headers: {
      ...carriedHeaders(headers),
      ...failureHeaders(headers, failure, { attempt, at: now.toISOString() }),
      [header.attempt]: place.kind === 'retry' ? attempt + 1 : attempt,
      [header.queue]: route.queue,
      [header.service]: service,
    },
  };
  return { place, copy };
}

function failureHeaders(
  headers: Headers,
  { kind, reason, path }: Failure,
  { attempt, at }: { readonly attempt: number; readonly at: string },
): Headers {
  const shortReason = reason.slice(0, reasonLength);
  const redriven = wholeNumber(headers, header.redriven, 1);
  return {
    [header.kind]: kind,
    [header.reason]: shortReason,
    ...(path === undefined ? {} : { [header.path]: path.slice(0, reasonLength) }),
    [header.firstFailedAt]: textHeader(headers, header.firstFailedAt)?.slice(0, 40) ?? at,
    [header.failedAt]: at,
    ...(redriven === undefined ? {} : { [header.redriven]: redriven }),
    [header.history]: [...historyOf(headers), asWritten({ attempt, at, kind, reason })].slice(-historyLength),
  };
}

/** One failed attempt, as the history has it. */
export interface FailedAttempt {
  readonly attempt: number;
  readonly at: string;
  readonly kind: string;
  readonly reason: string;
}

/** The failed attempts of a message, oldest first; what is not written as we write it is left out. */
export function historyOf(headers: Headers): readonly FailedAttempt[] {
  const history = headers[header.history];
  return Array.isArray(history) ? history.filter(isFailedAttempt).map(asWritten) : [];
}

function asWritten({ attempt, at, kind, reason }: FailedAttempt): FailedAttempt {
  return { attempt, at: at.slice(0, 40), kind: kind.slice(0, 40), reason: reason.slice(0, reasonLengthInHistory) };
}

function isFailedAttempt(value: unknown): value is FailedAttempt {
  if (typeof value !== 'object' || value === null) return false;
  const { attempt, at, kind, reason }: Partial<Record<keyof FailedAttempt, unknown>> = value;
  return (
    Number.isSafeInteger(attempt) && typeof at === 'string' && typeof kind === 'string' && typeof reason === 'string'
  );
}
