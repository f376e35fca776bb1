import { parseArgs } from 'node:util';
import { firstLine } from '../first-line.ts';

/** What the command line asks for. */
export type TopologyCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }
  | (Settings & { readonly kind: 'plan' | 'apply' })
  | (Settings & { readonly kind: 'prune'; readonly withMessages: ReadonlySet<string> });

interface Settings {
  /** Another topology than that of the contracts: a module that exports `topology`, or a definitions.json. */
  readonly topology?: string;
  readonly patienceMs?: number;
  readonly statisticsAgeMs?: number;
}

export const topologyHelp = `Usage: npm run topology -- plan|apply|prune [options]

Compares a RabbitMQ broker with the topology of the contracts.

  plan    shows what is missing, what differs, and what no contract knows any more; changes nothing
  apply   makes what is missing and replaces what differs, keeping all messages
  prune   deletes what no contract knows: queues only when they are empty and unused

  --topology FILE         another topology: a module that exports \`topology\`, or a definitions.json
  --force --yes QUEUE     (prune) delete this queue with its messages; --yes may be given several times
  --wait SECONDS          (apply, prune) how long to wait for messages that consumers hold, and for another run (60)
  --statistics-age MS     (apply) how old the broker's message counts may be (6000: RabbitMQ counts every 5 s)
  --help                  print this

The broker is AMQP_URL (amqp://guest:guest@127.0.0.1:5672), its management API AMQP_MANAGEMENT_URL
(http://<host of AMQP_URL>:15672; it must be given where AMQP_URL names another port than 5672 or 5671).

Exit code: 0 all is as wanted, 1 the command could not run or could not do all, 2 there is something left to do
(plan: changes; prune: things that had to stay).
`;

const options = {
  topology: { type: 'string' },
  force: { type: 'boolean' },
  yes: { type: 'string', multiple: true },
  wait: { type: 'string' },
  'statistics-age': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the command line. What is wrong with it is one line. */
export function parseTopologyCommand(args: readonly string[]): TopologyCommand {
  try {
    return commandFrom(parseArgs({ args: [...args], options, allowPositionals: true }));
  } catch (error) {
    return wrong(firstLine(error));
  }
}

type Parsed = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;

function commandFrom({ values, positionals }: Parsed): TopologyCommand {
  if (values.help === true) return { kind: 'help' };
  const [kind, ...more] = positionals;
  if (kind === undefined) return wrong('say plan, apply or prune');
  if (kind !== 'plan' && kind !== 'apply' && kind !== 'prune') return wrong(`${JSON.stringify(kind)} is neither plan, apply nor prune`);
  if (more[0] !== undefined) return wrong(`unexpected argument ${JSON.stringify(more[0])}`);
  const settings: Settings = {
    ...(values.topology === undefined ? {} : { topology: values.topology }),
    ...(values.wait === undefined ? {} : { patienceMs: numberFrom('--wait', values.wait) * 1_000 }),
    ...(values['statistics-age'] === undefined ? {} : { statisticsAgeMs: numberFrom('--statistics-age', values['statistics-age']) }),
  };
  const yes = values.yes ?? [];
  if (kind !== 'prune') {
    return values.force === true || yes.length > 0 ? wrong('--force and --yes are for prune') : { kind, ...settings };
  }
  if (values.force === true && yes.length === 0) return wrong('--force needs the names of the queues: --yes QUEUE');
  if (values.force !== true && yes.length > 0) return wrong('--yes deletes messages and needs --force');
  return { kind, ...settings, withMessages: new Set(yes) };
}

function numberFrom(option: string, value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new Error(`${option} needs a number`);
  return Number(value);
}

function wrong(message: string): TopologyCommand {
  return { kind: 'wrong', message };
}
