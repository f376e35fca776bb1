import type { Logger } from '@kada-mandiya/logger';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

/** A logger that keeps its lines, unredacted and in order. */
export function keptLog(): { readonly logger: Logger; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const loggerWith = (bindings: object): Logger => {
    const at =
      (level: LogLine['level']) =>
      (fields: object, message: string): void =>
        void lines.push({ level, fields: { ...bindings, ...fields }, message });
    return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: (fields) => loggerWith({ ...bindings, ...fields }) };
  };
  return { logger: loggerWith({}), lines };
}
