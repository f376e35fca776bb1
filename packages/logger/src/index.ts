export { currentContext, runInContext, type LogContext } from './context.ts';
export { createLogger, type Logger, type LoggerOptions, type LogLevel, type LogMethod } from './logger.ts';
export { requestContext, type LoggedRequest, type RequestContextHandler, type RequestContextOptions } from './request-context.ts';
export { withoutSecrets } from './secrets-in-text.ts';
export type { Sensitive, SensitiveEvent } from './sensitive-paths.ts';
