import { parseArgs } from 'node:util';
import { wrongArguments } from '../wrong-arguments.ts';

export const mockEventHelp = `Usage: npm run mock:event -- KEY [options]

Publishes an event that no service has to exist for: the contract's example, or data made up for it. It is checked against
the contract first, so that a consumer gets nothing that its producer could not send.

  KEY                   order.created, payment.succeeded, …; without one, lists them
  --version N           of its contract; the newest unless given
  --set PATH=VALUE      changes a value: data.amount=500, data.items.0.quantity=2, correlationId=my-test-0001; again for more.
                        VALUE is JSON, or text as it stands
  --generate            made-up data instead of the example, other ones each time
  --seed N              the same made-up data again
  --fresh-ids           new ids for those in the example; with --count always
  --count N             so many (1)
  --rate R              so many a second; as fast as they are confirmed unless given
  --dry-run             prints the events and publishes none
  --help                print this

The broker is AMQP_URL, else that of the shop which runs on DATA_DIR (.data), else amqp://guest:guest@127.0.0.1:5672.

Exit code: 0 all are with the broker, 1 they are not.
`;

export type MockEventCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | { readonly kind: 'wrong'; readonly message: string }
  | MockEvent;

export interface MockEvent {
  readonly kind: 'publish';
  readonly routingKey: string;
  readonly version?: number;
  readonly changes: readonly Change[];
  readonly generate: boolean;
  readonly seed?: number;
  readonly freshIds: boolean;
  readonly count: number;
  /** A second. */
  readonly rate?: number;
  readonly dryRun: boolean;
}

/** One value to set, and where. */
export interface Change {
  readonly path: readonly string[];
  readonly value: unknown;
}

const options = {
  version: { type: 'string' },
  set: { type: 'string', multiple: true },
  generate: { type: 'boolean', default: false },
  seed: { type: 'string' },
  'fresh-ids': { type: 'boolean', default: false },
  count: { type: 'string', default: '1' },
  rate: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the command line. What is wrong with it is one line. */
export function parseMockEventCommand(args: readonly string[]): MockEventCommand {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [routingKey, ...more] = positionals;
    if (values.help) return { kind: 'help' };
    if (routingKey === undefined) return { kind: 'list' };
    if (more.length > 0) return { kind: 'wrong', message: `one routing key at a time, not ${JSON.stringify(more[0])} too` };
    const count = number('count', values.count, { least: 1, whole: true });
    return {
      kind: 'publish',
      routingKey,
      changes: (values.set ?? []).map(changeFrom),
      generate: values.generate,
      freshIds: values['fresh-ids'] || count > 1,
      count,
      dryRun: values['dry-run'],
      ...(values.version === undefined ? {} : { version: number('version', values.version, { least: 1, whole: true }) }),
      ...(values.seed === undefined ? {} : { seed: number('seed', values.seed, { least: 0, whole: true }) }),
      ...(values.rate === undefined ? {} : { rate: number('rate', values.rate, { least: 0.001, whole: false }) }),
    };
  } catch (error) {
    return { kind: 'wrong', message: wrongArguments(error) };
  }
}

function number(name: string, text: string, { least, whole }: { readonly least: number; readonly whole: boolean }): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < least || (whole && !Number.isSafeInteger(value))) {
    throw new Error(`--${name} takes a ${whole ? 'whole ' : ''}number from ${least}, not ${JSON.stringify(text)}`);
  }
  return value;
}

function changeFrom(text: string): Change {
  const at = text.indexOf('=');
  if (at < 1 || text.slice(0, at).split('.').includes('')) throw new Error(`--set takes PATH=VALUE, not ${JSON.stringify(text)}`);
  return { path: text.slice(0, at).split('.'), value: valueOf(text.slice(at + 1)) };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
