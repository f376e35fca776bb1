import type { EventIssue } from '@kada-mandiya/contract';

/** The broker cannot be reached or does not let us in. Its message is one line and holds no password. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  /** Waiting would not help: the address, the credentials or the virtual host are wrong. */
  readonly permanent: boolean;

  constructor(message: string, { permanent }: { readonly permanent: boolean }) {
    super(message);
    this.permanent = permanent;
  }
}

/** The broker does not let us consume from a queue: it is not there, or we may not read it. */
export class ConsumeRefusedError extends Error {
  override readonly name = 'ConsumeRefusedError';
  readonly queue: string;

  constructor(queue: string, reason: string) {
    super(`Cannot consume from "${queue}": ${reason}`);
    this.queue = queue;
  }
}

/** What a service wanted to publish is not what the event's contract says. Nothing was sent. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
  readonly routingKey: string;
  readonly issues: readonly EventIssue[];

  constructor(routingKey: string, issues: readonly EventIssue[]) {
    const reasons = issues.map(({ path, message }) => `${path.map(String).join('.') || '(the event)'}: ${message}`);
    super(`"${routingKey}" was not published, it breaks its contract: ${reasons.join('; ')}`);
    this.routingKey = routingKey;
    this.issues = issues;
  }
}

interface Destination {
  readonly exchange: string;
  readonly routingKey: string;
}

/** No queue took the message: there is no such exchange, or nothing is bound for the routing key. */
export class UnroutableEventError extends Error {
  override readonly name = 'UnroutableEventError';
  readonly exchange: string;
  readonly routingKey: string;
  readonly messageId: string;

  constructor({ exchange, routingKey }: Destination, messageId: string, reason: string) {
    super(`Message ${messageId} reached no queue: exchange "${exchange}", routing key "${routingKey}" (${reason})`);
    this.exchange = exchange;
    this.routingKey = routingKey;
    this.messageId = messageId;
  }
}

/** The broker did not take the message: a queue is full, or it refused the message itself. */
export class PublishRejectedError extends Error {
  override readonly name = 'PublishRejectedError';
  readonly exchange: string;
  readonly routingKey: string;
  readonly messageId: string;

  constructor({ exchange, routingKey }: Destination, messageId: string, reason: string) {
    super(`The broker refused message ${messageId} to exchange "${exchange}", routing key "${routingKey}": ${reason}`);
    this.exchange = exchange;
    this.routingKey = routingKey;
    this.messageId = messageId;
  }
}

/** The connection, publisher or consumer was closed by its owner. */
export class ClosedError extends Error {
  override readonly name = 'ClosedError';

  constructor(what: string) {
    super(`The ${what} is closed`);
  }
}

/** What a thrown value says, in one line. */
export function reasonOf(thrown: unknown): string {
  return oneLine(textOf(thrown)) || 'no reason given';
}

function textOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const { message, code } = { message: undefined, code: undefined, ...readable(thrown) };
  if (typeof message === 'string' && message !== '') return message;
  return typeof code === 'string' ? code : '';
}

/** Not by `instanceof`: errors of other realms are errors too. */
function readable(thrown: object): { readonly message?: unknown; readonly code?: unknown } {
  return {
    ...('message' in thrown ? { message: thrown.message } : {}),
    ...('code' in thrown ? { code: thrown.code } : {}),
  };
}

/** The reply code of an error that came as an AMQP close frame. */
export function replyCodeOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'number' ? thrown.code : undefined;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
