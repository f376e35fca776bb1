import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** What ties the log lines, events and answers of one piece of work together. */
export interface LogContext {
  /** Enters at the gateway and travels through every request and event that follows from the first one. */
  readonly correlationId: string;
  /** One HTTP request of one service. */
  readonly requestId?: string;
  /** The event that is being handled. */
  readonly eventId?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/**
 * Runs `work`, and everything asynchronous that it starts, in a context: what is given, over what the surrounding
 * context has. Without a correlation id in either, it makes one (a UUID).
 *
 * @example
 * await runInContext({ correlationId: event.correlationId, eventId: event.eventId }, () => handle(event));
 */
export function runInContext<T>(context: Partial<LogContext>, work: () => T): T {
  const outer = storage.getStore();
  const inner = outer === undefined && isComplete(context) ? context : joined(outer, context);
  // As `storage.run` does it, in less than half of its time: that copies the context before once more to go back to it.
  return new AsyncResource('context').runInAsyncScope(enter<T>, undefined, inner, work);
}

function enter<T>(context: LogContext, work: () => T): T {
  storage.enterWith(context);
  return work();
}

function isComplete(context: Partial<LogContext>): context is LogContext {
  return context.correlationId !== undefined;
}

function joined(outer: LogContext | undefined, context: Partial<LogContext>): LogContext {
  return { ...outer, ...context, correlationId: context.correlationId ?? outer?.correlationId ?? randomUUID() };
}

/** The context of the running work; `undefined` outside of any. */
export function currentContext(): LogContext | undefined {
  return storage.getStore();
}
