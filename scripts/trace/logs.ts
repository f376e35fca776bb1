import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { Entry } from './entry.ts';

interface Line {
  readonly time: string;
  readonly service: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** What stands in every line anyway, or says nothing in a timeline. */
const known: ReadonlySet<string> = new Set(['level', 'service', 'time', 'msg', 'correlationId', 'requestId', 'eventId', 'orderId', 'aborted']);

/** The lines of a log that have to do with an order: by its id, or by one of its correlation ids. */
export async function entriesOfLogs(paths: readonly string[], ids: readonly string[]): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const path of paths) {
    for await (const text of createInterface({ input: createReadStream(path) })) {
      const line = ids.some((id) => text.includes(id)) ? parsed(text) : undefined;
      if (line !== undefined) entries.push(entryOf(line));
    }
  }
  return entries;
}

function entryOf(line: Line): Entry {
  const { time, service, msg, eventId } = line;
  const fields = Object.entries(line).flatMap(([name, value]) => (known.has(name) ? [] : [`${name}=${shown(value)}`]));
  return { at: time, service, what: [requestText(line) ?? [msg, ...fields].join('  ')].join(''), ...(typeof eventId === 'string' ? { eventId } : {}) };
}

/** The lines that the kit and the gateway write for a request. */
function requestText({ msg, method, path, status, durationMs }: Line): string | undefined {
  if (!msg.startsWith('request ') || typeof method !== 'string') return undefined;
  return `${method} ${String(path)} ${typeof status === 'number' ? `→ ${status}` : msg}, ${String(durationMs)} ms`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  const message: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'message') : undefined;
  return typeof message === 'string' ? message : JSON.stringify(value);
}

/** A line that a crash has cut off is none. */
function parsed(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLine(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLine(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && ['time', 'service', 'msg'].every((name) => typeof Reflect.get(value, name) === 'string');
}
