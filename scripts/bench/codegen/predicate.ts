import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { compileWithAjv } from './ajv-standalone.ts';
import { handWrittenOrderCreated } from './hand-written-schema.ts';
import { isFunction } from './is-function.ts';
import { atLeast, median, type Measurement } from '../table.ts';
import { inWorkplace, type Workplace } from './workplace.ts';

const rounds = 31;
const millisecondsPerRound = 15;

type Validator = (value: unknown) => boolean;

/** What the printed validators of `order.created` cost, against what one would write or use instead. */
export function measurePredicate(): Promise<readonly Measurement[]> {
  return inWorkplace(async (workplace) => {
    workplace.linkModules();
    workplace.generate();
    const { predicate, printed, decoder } = await generatedValidators(workplace);
    const ajv = compileWithAjv(workplace, 'asyncapi/order.created.yaml', '/components/schemas/OrderCreatedV1');
    const handWritten: Validator = (value) => handWrittenOrderCreated.safeParse(value).success;
    const events = manyEvents(workplace);
    const all = { predicate, printed, ajv, handWritten };
    for (const [name, isValid] of Object.entries(all)) confirm(name, isValid, events);
    const perCall = race(all, events);
    const parsing: Validator = (json) => predicate(JSON.parse(String(json)));
    const perText = race({ decoder, parsing }, events.map((event) => Buffer.from(JSON.stringify(event))));
    return [
      faster('predicate is faster than hand-written Zod by', perCall.handWritten, perCall.predicate, 3.5),
      faster('predicate is faster than ajv standalone by', perCall.ajv, perCall.predicate, 1),
      faster('printed Zod is faster than hand-written Zod by', perCall.handWritten, perCall.printed, 1),
      faster('decoder is faster than JSON.parse and predicate by', perText.parsing, perText.decoder, 1),
    ];
  });
}

/** Nanoseconds per call in each round, of the slow side and of the fast one. */
function faster(name: string, slow: readonly number[], fast: readonly number[], bound: number): Measurement {
  const ratio = median(slow.map((nanoseconds, round) => nanoseconds / (fast[round] ?? NaN)));
  const detail = `${median(fast).toFixed(0)} ns against ${median(slow).toFixed(0)} ns; median of ${rounds} interleaved rounds`;
  return atLeast(name, ratio, bound, 'x', detail);
}

async function generatedValidators({ out }: Workplace): Promise<Readonly<Record<'predicate' | 'printed' | 'decoder', Validator>>> {
  const find = async (name: string): Promise<unknown> => {
    const files = readdirSync(join(out, 'event-contracts'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    for (const file of files) {
      const path = join(out, 'event-contracts', file);
      if (!new RegExp(`export (?:function|const) ${name}\\b`).test(readFileSync(path, 'utf8'))) continue;
      const module: unknown = await import(pathToFileURL(path).href);
      if (typeof module === 'object' && module !== null) return Reflect.get(module, name);
    }
    throw new Error(`nothing that was generated exports ${name}`);
  };
  const predicate = await find('isOrderCreatedV1');
  const schema = await find('OrderCreatedV1Schema');
  const contract = await find('orderCreatedV1');
  if (!isFunction(predicate) || !hasSafeParse(schema) || !hasDecoder(contract)) throw new Error('the generated validators have another form');
  return {
    predicate: (value) => Boolean(predicate(value)),
    printed: (value) => schema.safeParse(value).success,
    decoder: (json) => contract.decode(json) !== undefined,
  };
}

function hasDecoder(value: unknown): value is { decode(json: unknown): unknown } {
  return typeof value === 'object' && value !== null && 'decode' in value;
}

function hasSafeParse(value: unknown): value is { safeParse(value: unknown): { success: boolean } } {
  return typeof value === 'object' && value !== null && 'safeParse' in value;
}

/** The examples of the contract with other ids and numbers, as they come from the broker. */
function manyEvents({ specs }: Workplace): readonly unknown[] {
  const document: unknown = parse(readFileSync(join(specs, 'asyncapi/order.created.yaml'), 'utf8'));
  const found = JSON.stringify(document).match(/\{"eventId".*?\]\}\}/g) ?? [];
  return Array.from({ length: 128 }, (_, index): unknown => {
    const text = found[index % found.length] ?? 'null';
    return JSON.parse(text.replaceAll(/"[0-9a-f]{4}(?=[0-9a-f]{4}-)/g, () => `"${(4096 + index * 37).toString(16)}`));
  });
}

/** All take the same events, and refuse the same ones. */
function confirm(name: string, isValid: Validator, events: readonly unknown[]): void {
  const refused = events.flatMap((event) => breaks.map((change) => Object.assign({}, event, change)));
  if (!events.every(isValid) || refused.some(isValid)) throw new Error(`${name} gives another verdict than the others`);
}

const breaks: readonly object[] = [
  { eventId: 'no id' },
  { eventId: '62182797-90F7-414A-9B65-2D7BD6D1744C' },
  { eventType: 'order.paid' },
  { version: 2 },
  { occurredAt: '2026-03-14T08:15:27.310+05:30' },
  { occurredAt: '2026-02-30T08:15:27.310Z' },
  { occurredAt: '2026-03-14T08:15:27Z' },
  { correlationId: 'short' },
  { data: {} },
];

/** Nanoseconds per call, of every contestant in every round. */
function race<Name extends string>(all: Readonly<Record<Name, Validator>>, events: readonly unknown[]): Record<Name, number[]> {
  const names = Object.keys(all) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -5; round < rounds; round += 1) {
    const order = names.map((_, index) => names[(index + round + 5) % names.length]).filter((name) => name !== undefined);
    for (const name of order) {
      const nanoseconds = timeCalls(all[name], events);
      if (round >= 0) times[name].push(nanoseconds);
    }
  }
  return times;
}

function timeCalls(isValid: Validator, events: readonly unknown[]): number {
  let calls = 0;
  let valid = 0;
  const start = performance.now();
  let elapsed = 0;
  while (elapsed < millisecondsPerRound) {
    for (const event of events) if (isValid(event)) valid += 1;
    calls += events.length;
    elapsed = performance.now() - start;
  }
  if (valid !== calls) throw new Error('a valid event was refused');
  return (elapsed * 1_000_000) / calls;
}
