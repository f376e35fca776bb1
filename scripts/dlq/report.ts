import type { DeadLetter } from '@kada-mandiya/rabbitmq-client';
import type { Payload } from './payload.ts';

/** A dead letter as it is shown; the JSON output has the same members. */
export interface ShownLetter {
  readonly eventId: string | undefined;
  readonly eventType: string | undefined;
  readonly correlationId: string | undefined;
  readonly kind: string;
  readonly reason: string;
  readonly path: string | undefined;
  readonly attempts: number;
  readonly redriven: number;
  readonly firstFailedAt: string | undefined;
  readonly failedAt: string | undefined;
  readonly service: string | undefined;
  readonly queue: string | undefined;
  readonly history: readonly { readonly attempt: number; readonly at: string; readonly kind: string; readonly reason: string }[];
  readonly payload: unknown;
}

/** What is known of a dead letter; the envelope says the rest where there is one. */
export function shownLetter(letter: DeadLetter, payload: Payload): ShownLetter {
  const envelope = 'json' in payload && typeof payload.json === 'object' && payload.json !== null ? payload.json : {};
  const { messageId, correlationId, kind, reason, path, firstFailedAt, failedAt, service, queue, redriven, history } = letter;
  return {
    eventId: textIn(envelope, 'eventId') ?? messageId,
    eventType: textIn(envelope, 'eventType'),
    correlationId: textIn(envelope, 'correlationId') ?? correlationId,
    kind,
    reason,
    path,
    attempts: history.length,
    redriven,
    firstFailedAt,
    failedAt,
    service,
    queue,
    history,
    payload: 'json' in payload ? payload.json : payload.text,
  };
}

export function letterText(letter: ShownLetter): string {
  const { eventId = 'no eventId', eventType = 'no eventType', history, payload } = letter;
  const attempts = history.map(({ attempt, at, reason }) => `               ${String(attempt)}. ${visible(at)}  ${visible(reason)}`);
  const lines: [label: string, text: string | undefined][] = [
    ['why', `${letter.kind}: ${letter.reason}`],
    ['where', letter.path],
    ['failed', [letter.firstFailedAt, letter.failedAt].filter((time) => time !== undefined).join(' to ') || undefined],
    ['by', letter.service],
    ['redriven', letter.redriven === 0 ? undefined : `${String(letter.redriven)} times before`],
    ['correlation', letter.correlationId],
    ['attempts', history.length === 0 ? undefined : String(history.length)],
  ];
  const shown = lines.flatMap(([label, text]) => (text === undefined ? [] : [`  ${label.padEnd(13)}${visible(text)}`]));
  const body = typeof payload === 'string' ? visible(payload) : JSON.stringify(payload, undefined, 2).replaceAll('\n', '\n  ');
  return [`${visible(eventType)}  ${visible(eventId)}`, ...shown, ...attempts, `  ${body}`].join('\n');
}

function textIn(envelope: object, name: string): string | undefined {
  const value: unknown = new Map<string, unknown>(Object.entries(envelope)).get(name);
  return typeof value === 'string' ? value : undefined;
}

/** What stands in a dead letter was written by anybody: no line of ours is forged by it, no terminal commanded. */
export function visible(text: string): string {
  // Control characters, and what reverses the direction of writing.
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
