import { pino, type Logger as PinoLogger } from 'pino';
import { currentContext } from './context.ts';
import { createLineTime } from './line-time.ts';
import { redactFields, redactText } from './redact.ts';
import { sensitivePaths, type Sensitive, type SensitivePaths } from './sensitive-paths.ts';

export type LogMethod = (fields: object, message: string) => void;

/** What the packages log to. A pino logger fits too, and tests can take a silent object of their own. */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  /** A logger whose lines have these fields too. */
  child(fields: object): Logger;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface LoggerOptions {
  /** Who writes: in every line. */
  readonly service: string;
  /** What is below it is not written; `info` unless given. */
  readonly level?: LogLevel;
  /** What the contracts mark as personal or secret, beside what is always redacted. */
  readonly sensitive?: Sensitive;
  /** Takes one line of JSON with its line feed at a time; standard output unless given. */
  readonly destination?: { write(line: string): unknown };
}

/** Names that a line has already: a field of that name must not overwrite them. */
const reserved: ReadonlySet<string> = new Set(['level', 'service', 'time', 'msg']);

interface Sink {
  readonly lines: PinoLogger;
  readonly paths: SensitivePaths;
}

/**
 * A logger that writes one line of JSON per call: `level` as a word, `service`, `time` (RFC 3339, UTC), the running
 * work's `correlationId`, `requestId` and `eventId`, the given fields, and the message as `msg`.
 *
 * Secrets are replaced by `[redacted]` wherever they stand: under a name that says so (password, token, secret,
 * authorization, cookie, api key …), in URLs and other text, in errors and their causes, and where the contracts say
 * `x-sensitive`. A field named like one of a line's own gets an underscore behind it. It throws for no field.
 *
 * @example
 * const logger = createLogger({ service: 'order-service', sensitive: { events: Object.values(contracts) } });
 * logger.info({ orderId, amount }, 'order placed');
 * logger.error({ error }, 'the order could not be placed');
 */
export function createLogger({ service, level = 'info', sensitive = {}, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: createLineTime(),
    formatters: { level: (label: string) => ({ level: label, service }) },
    // Errors are plain data before pino sees them.
    serializers: { err: (value: unknown) => value },
  };
  const lines = destination === undefined ? pino(options) : pino(options, { write: (line) => void destination.write(line) });
  return loggerWith({}, { lines, paths: sensitivePaths(sensitive) });
}

/** Not pino's own children: they print a field that child and call both have twice. */
function loggerWith(bindings: Readonly<Record<string, unknown>>, sink: Sink): Logger {
  const write = (level: 'debug' | 'info' | 'warn' | 'error', fields: object, message: string): void => {
    if (!sink.lines.isLevelEnabled(level)) return;
    sink.lines[level]({ ...currentContext(), ...bindings, ...ownFields(fields, sink.paths) }, redactText(message));
  };
  return {
    debug: (fields, message) => write('debug', fields, message),
    info: (fields, message) => write('info', fields, message),
    warn: (fields, message) => write('warn', fields, message),
    error: (fields, message) => write('error', fields, message),
    child: (fields) => loggerWith({ ...bindings, ...ownFields(fields, sink.paths) }, sink),
  };
}

function ownFields(fields: object, paths: SensitivePaths): Record<string, unknown> {
  const copy = redactFields(fields, paths);
  for (const name of reserved) {
    if (!Object.hasOwn(copy, name)) continue;
    copy[`${name}_`] = copy[name];
    Reflect.deleteProperty(copy, name);
  }
  return copy;
}
