/** The reply codes of AMQP 0-9-1 that this broker gives, with RabbitMQ's names for them. */
const replyNames = {
  320: 'CONNECTION_FORCED',
  402: 'INVALID_PATH',
  403: 'ACCESS_REFUSED',
  404: 'NOT_FOUND',
  405: 'RESOURCE_LOCKED',
  406: 'PRECONDITION_FAILED',
  501: 'FRAME_ERROR',
  502: 'SYNTAX_ERROR',
  503: 'COMMAND_INVALID',
  504: 'CHANNEL_ERROR',
  505: 'UNEXPECTED_FRAME',
  530: 'NOT_ALLOWED',
  540: 'NOT_IMPLEMENTED',
  541: 'INTERNAL_ERROR',
} as const;

export type ReplyCode = keyof typeof replyNames;

/** What a client did against the rules. Codes 403 to 406 close its channel, the others its connection. */
export class ProtocolError extends Error {
  readonly code: ReplyCode;

  constructor(code: ReplyCode, explanation: string) {
    super(`${replyNames[code]} - ${explanation}`);
    this.name = 'ProtocolError';
    this.code = code;
  }

  get closes(): 'channel' | 'connection' {
    return this.code >= 403 && this.code <= 406 ? 'channel' : 'connection';
  }
}

/** A queue or an exchange as RabbitMQ names it in its replies. */
export function resource(kind: 'queue' | 'exchange', name: string, vhost: string): string {
  return `${kind} '${name}' in vhost '${vhost}'`;
}

export function notFound(kind: 'queue' | 'exchange', name: string, vhost: string): ProtocolError {
  return new ProtocolError(404, `no ${resource(kind, name, vhost)}`);
}

export function locked(queue: string, vhost: string): ProtocolError {
  return new ProtocolError(
    405,
    `cannot obtain exclusive access to locked ${resource('queue', queue, vhost)}. It could be originally declared on another ` +
      'connection or the exclusive property value does not match that of the original declaration.',
  );
}
