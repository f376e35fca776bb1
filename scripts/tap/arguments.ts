import { parseArgs } from 'node:util';
import { wrongArguments } from '../wrong-arguments.ts';

export const tapHelp = `Usage: npm run tap [-- PATTERN … options]

Shows every event as it passes, without taking it from anybody: when, which, for how long it was on its way, whether it is
what its contract says, and with what it belongs together.

  PATTERN           routing keys as a topic exchange has them: order.created, payment.*, order.# (all unless given)
  --data            with the event's data; what the contracts mark sensitive is hidden
  --reveal          that too
  --record FILE     keeps what passes, whole and with what is sensitive, for npm run replay -- --file FILE
  --count N         ends after so many
  --json            one JSON object a line instead of columns
  --help            print this

The broker is AMQP_URL, else that of the shop which runs on DATA_DIR (.data), else amqp://guest:guest@127.0.0.1:5672.
A broker that goes away is waited for. Ctrl-C ends it. Exit code: 0, or 1 where the broker cannot be tapped.
`;

export interface Tap {
  readonly kind: 'tap';
  readonly patterns: readonly string[];
  readonly data: boolean;
  readonly reveal: boolean;
  readonly json: boolean;
  readonly record?: string;
  readonly count?: number;
}

export type TapCommand = Tap | { readonly kind: 'help' } | { readonly kind: 'wrong'; readonly message: string };

const options = {
  data: { type: 'boolean', default: false },
  reveal: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  record: { type: 'string' },
  count: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** AMQP 0-9-1: a short string, in bytes. */
const longestKey = 255;

/** Reads the command line. What is wrong with it is one line. */
export function parseTapCommand(args: readonly string[]): TapCommand {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help) return { kind: 'help' };
    const { data, reveal, json, record } = values;
    const count = values.count === undefined ? undefined : Number(values.count);
    if (count !== undefined && !(Number.isSafeInteger(count) && count > 0)) return { kind: 'wrong', message: `--count takes a whole number from 1, not ${JSON.stringify(values.count)}` };
    const tooLong = positionals.find((pattern) => Buffer.byteLength(pattern) > longestKey);
    if (tooLong !== undefined) return { kind: 'wrong', message: `a routing key has at most ${longestKey} bytes, not ${Buffer.byteLength(tooLong)}` };
    return {
      kind: 'tap',
      patterns: positionals.length === 0 ? ['#'] : positionals,
      data: data || reveal,
      reveal,
      json,
      ...(record === undefined ? {} : { record }),
      ...(count === undefined ? {} : { count }),
    };
  } catch (error) {
    return { kind: 'wrong', message: wrongArguments(error) };
  }
}
