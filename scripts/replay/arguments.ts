import { parseArgs } from 'node:util';
import { z } from 'zod';
import { wrongArguments } from '../wrong-arguments.ts';

export const replayHelp = `npm run replay -- SERVICE KEY [--since TIME]

Publishes again what a service has published with a routing key, oldest first and under the same ids, so that another
service can refill what it has lost. Whoever has applied an event before ignores it.

  SERVICE        order-service, product-service, …
  KEY            a routing key that it publishes: order.created, product.changed, …
  --since TIME   only what was published at or after this moment: 2026-03-14, 2026-03-14T08:00:00Z

It reads AMQP_URL, SQLSERVER_URL, DATA_DIR and DATABASE_NAME as the service does. The service need not run. Without AMQP_URL
the broker is that of the shop which runs on DATA_DIR (.data).

npm run replay -- --file FILE [KEY] [--since TIME]

Publishes what npm run tap -- --record FILE has kept, in that order and under the same ids. A line that is no event of the
contracts is told and left out. The broker is AMQP_URL, else that of the shop which runs on DATA_DIR (.data).`;

export type ReplayCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }
  | { readonly kind: 'replay'; readonly service: string; readonly routingKey: string; readonly since?: Date }
  | { readonly kind: 'replay-file'; readonly file: string; readonly routingKey?: string; readonly since?: Date };

/** RFC 3339: a day that there is, or a moment with its offset. Nothing depends on the zone of the machine. */
const Moment = z.union([z.iso.date(), z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]);

/** Reads the arguments; `wrong` says what is wrong with them. */
export function parseReplayCommand(args: readonly string[]): ReplayCommand {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: { since: { type: 'string' }, file: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  } catch (error) {
    return { kind: 'wrong', message: wrongArguments(error) };
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: 'help' };
  const since = values.since === undefined ? undefined : new Date(values.since);
  if (since !== undefined && !Moment.safeParse(values.since).success) {
    return { kind: 'wrong', message: `${JSON.stringify(values.since)} is not a time as 2026-03-14T08:00:00Z` };
  }
  const from = since === undefined ? {} : { since };
  if (values.file !== undefined) {
    const [routingKey, ...more] = positionals;
    if (more.length > 0) return { kind: 'wrong', message: 'with a file it takes one routing key at most' };
    return { kind: 'replay-file', file: values.file, ...(routingKey === undefined ? {} : { routingKey }), ...from };
  }
  const [service, routingKey, ...more] = positionals;
  if (service === undefined || routingKey === undefined || more.length > 0) return { kind: 'wrong', message: 'it takes a service and a routing key' };
  return { kind: 'replay', service, routingKey, ...from };
}
