import { parseArgs } from 'node:util';
import { firstLine } from '../first-line.ts';

/** What the command line asks for. */
export type DlqCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'show'; readonly queue: string; readonly limit: number; readonly json: boolean; readonly reveal: boolean }
  | { readonly kind: 'redrive'; readonly queue: string; readonly limit?: number; readonly events?: readonly string[] }
  | { readonly kind: 'purge'; readonly queue: string; readonly confirmed: boolean };

export const dlqHelp = `Usage: npm run dlq -- list | show QUEUE | redrive QUEUE | purge QUEUE [options]

Looks after dead letters: events that no attempt could finish, and messages that no contract allows.

  list                  every dead-letter queue of the contracts: how many, since when, why
  show QUEUE            its messages, oldest first; they stay where they are
    --limit N           at most so many (20)
    --json              one JSON object a line
    --reveal            also what the contracts mark as sensitive
  redrive QUEUE         puts messages back into the queue that they were consumed from
    --limit N           at most so many (all), or
    --event ID          only this one; may be given several times
  purge QUEUE --yes     deletes all its messages
  --help                print this

The broker is AMQP_URL (amqp://guest:guest@127.0.0.1:5672).

Exit code: 0 done, 1 it could not be done, or not for all messages.
`;

const options = {
  limit: { type: 'string' },
  event: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  reveal: { type: 'boolean' },
  yes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Option = keyof typeof options;

/** Which options a command takes. */
const taken: Readonly<Record<'list' | 'show' | 'redrive' | 'purge', readonly Option[]>> = {
  list: [],
  show: ['limit', 'json', 'reveal'],
  redrive: ['limit', 'event'],
  purge: ['yes'],
};

/** Reads the command line. What is wrong with it is one line. */
export function parseDlqCommand(args: readonly string[]): DlqCommand {
  try {
    return commandFrom(parseArgs({ args: [...args], options, allowPositionals: true }));
  } catch (error) {
    return wrong(firstLine(error));
  }
}

type Parsed = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;

function commandFrom({ values, positionals }: Parsed): DlqCommand {
  if (values.help === true) return { kind: 'help' };
  const [kind, queue, stray] = positionals;
  if (kind === undefined) return wrong('say list, show, redrive or purge');
  if (!isCommand(kind)) return wrong(`${JSON.stringify(kind)} is neither list, show, redrive nor purge`);
  const foreign = Object.keys(values).find((name) => !taken[kind].some((option) => option === name));
  if (foreign !== undefined) return wrong(`${kind} takes no --${foreign}`);
  const surplus = kind === 'list' ? queue : stray;
  if (surplus !== undefined) return wrong(`unexpected argument ${JSON.stringify(surplus)}`);
  if (kind === 'list') return { kind };
  if (queue === undefined) return wrong(`${kind} needs the name of a dead-letter queue`);
  const limit = values.limit === undefined ? undefined : numberFrom(values.limit);
  switch (kind) {
    case 'show':
      return { kind, queue, limit: limit ?? 20, json: values.json === true, reveal: values.reveal === true };
    case 'redrive':
      if (limit !== undefined && values.event !== undefined) return wrong('redrive takes --limit or --event, not both');
      return { kind, queue, ...(limit === undefined ? {} : { limit }), ...(values.event === undefined ? {} : { events: values.event }) };
    case 'purge':
      return { kind, queue, confirmed: values.yes === true };
  }
}

function isCommand(kind: string): kind is keyof typeof taken {
  return Object.hasOwn(taken, kind);
}

function numberFrom(value: string): number {
  if (!/^[1-9]\d{0,6}$/.test(value)) throw new Error('--limit needs a number from 1');
  return Number(value);
}

function wrong(message: string): DlqCommand {
  return { kind: 'wrong', message };
}
