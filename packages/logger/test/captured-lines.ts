import { createLogger, type Logger, type LoggerOptions } from '../src/index.ts';

export interface CapturedLog {
  readonly logger: Logger;
  /** Every line as it was written. */
  readonly text: string[];
  /** Every line, parsed. */
  readonly lines: () => Readonly<Record<string, unknown>>[];
}

/** A logger whose lines stay in memory. */
export function captureLog(options: Partial<LoggerOptions> = {}): CapturedLog {
  const text: string[] = [];
  const logger = createLogger({ service: 'order-service', level: 'debug', destination: { write: (line) => text.push(line) }, ...options });
  return { logger, text, lines: () => text.map(parseLine) };
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  if (!line.endsWith('\n') || line.indexOf('\n') !== line.length - 1) throw new Error(`not one line: ${line}`);
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`not an object: ${line}`);
  return { ...parsed };
}
