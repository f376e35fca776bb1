import { loadService, serviceNames } from '../replay/services.ts';
import { logPaths, usualDataDir } from '../shop/data-folder.ts';
import type { Output } from '../topology/run.ts';
import { entriesOfPublished, openLedger, type Ledger, type PublishedEvent } from './databases.ts';
import { inOrder, timelineText, type Entry, type Timeline } from './entry.ts';
import { entriesOfLogs } from './logs.ts';

export const traceHelp = `npm run trace -- ORDER_ID [--json]

One order's timeline over all services: requests, events (written, sent, applied), retries, webhooks, state changes. It reads
the databases (SQLSERVER_URL, else DATA_DIR or .data) and the log that npm start writes.`;

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * Runs the command.
 *
 * @returns its exit code: 0 there is a timeline, 1 there is none
 */
export async function runTrace(args: readonly string[], environment: Readonly<Record<string, string | undefined>>, output: Output): Promise<number> {
  const [orderId = '', ...more] = args.filter((arg) => arg !== '--json');
  if (orderId === '--help' || orderId === '-h') {
    output.log(traceHelp);
    return 0;
  }
  if (!uuid.test(orderId) || more.length > 0) return refuse(output, `it takes the id of an order, a UUID\n\n${traceHelp}`);
  try {
    const timeline = await traced(orderId.toLowerCase(), environment);
    if (timeline.entries.length === 0) return refuse(output, `nothing is known of the order ${orderId}`);
    output.log(args.includes('--json') ? JSON.stringify(timeline, undefined, 2) : timelineText(timeline));
    return 0;
  } catch (error) {
    return refuse(output, error instanceof Error ? error.message : String(error));
  }
}

async function traced(orderId: string, environment: Readonly<Record<string, string | undefined>>): Promise<Timeline> {
  const dataDir = environment.DATA_DIR ?? usualDataDir;
  const services = (await Promise.all(serviceNames().map(loadService))).filter((service) => service !== undefined);
  const ledgers = await Promise.all(services.map((service) => openLedger(service, { url: environment.SQLSERVER_URL, dataDir })));
  try {
    const published = await publishedBy(ledgers, [orderId]);
    const correlationIds = [...new Set(published.map(({ event }) => event.correlationId))].sort();
    // What the order caused need not name it.
    const all = unique([...published, ...(await publishedBy(ledgers, correlationIds))]);
    const entries = [...all.flatMap(({ service, event }) => entriesOfPublished(service, event)), ...(await appliedBy(ledgers, all)), ...(await entriesOfLogs(logPaths(dataDir), [orderId, ...correlationIds]))];
    return { orderId, correlationIds, entries: inOrder(entries) };
  } finally {
    await Promise.all(ledgers.map((ledger) => ledger.close()));
  }
}

interface Published {
  readonly service: string;
  readonly event: PublishedEvent;
}

async function publishedBy(ledgers: readonly Ledger[], ids: readonly string[]): Promise<readonly Published[]> {
  const found = await Promise.all(ledgers.map(async (ledger) => (await ledger.published(ids)).map((event) => ({ service: ledger.name, event }))));
  return found.flat();
}

function unique(published: readonly Published[]): readonly Published[] {
  return [...new Map(published.map((one) => [one.event.eventId, one])).values()];
}

async function appliedBy(ledgers: readonly Ledger[], published: readonly Published[]): Promise<readonly Entry[]> {
  const keys = new Map(published.map(({ event }) => [event.eventId, event.routingKey]));
  const entries = ledgers.map(async (ledger) =>
    (await ledger.applied([...keys.keys()])).map(({ eventId, at }): Entry => ({ at, service: ledger.name, eventId, what: `${keys.get(eventId) ?? 'an event'} applied` })),
  );
  return (await Promise.all(entries)).flat();
}

function refuse(output: Output, message: string): number {
  output.error(`trace: ${message}`);
  return 1;
}
