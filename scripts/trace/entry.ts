/** Something that happened, in one service. */
export interface Entry {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly service: string;
  readonly what: string;
  /** Events that came out of this, or that it came from. */
  readonly eventId?: string;
}

/** One order's whole story. */
export interface Timeline {
  readonly orderId: string;
  readonly correlationIds: readonly string[];
  readonly entries: readonly Entry[];
}

/** By time; what happened in the same millisecond stays as it was found. */
export function inOrder(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

/** The timeline as text: a line for each entry, with the time since the first. */
export function timelineText({ orderId, correlationIds, entries }: Timeline): string {
  const start = Date.parse(entries[0]?.at ?? '');
  const width = Math.max(0, ...entries.map(({ service }) => service.length));
  const lines = entries.map(({ at, service, what }) => `  ${at}  ${`+${Date.parse(at) - start} ms`.padStart(12)}  ${service.padEnd(width)}  ${what}`);
  return [`order ${orderId}, correlation ${correlationIds.join(', ')}\n`, ...lines].join('\n');
}
