import { describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { runScript } from './compile.ts';
import { contractOf, generateEvents } from './generate-case.ts';

async function run(name: string, script: string): Promise<unknown> {
  const specs = fileURLToPath(new URL(`../../fixtures/emitters/${name}/specs`, import.meta.url));
  const output = await runScript(await generateEvents(await contractOf(specs)), script);
  try {
    return JSON.parse(output);
  } catch {
    return output;
  }
}

describe('an event contract', () => {
  it('takes its examples, with more as a consumer, without as a producer, and says why not', async () => {
    const script = `
import { isDeepStrictEqual } from 'node:util';
import { allEvents, events, topology } from './event-contracts/src/index.ts';

const [example] = events['order.created'][1].examples;
const [ofTomorrow] = events['order.created'][2].examples;
const more = { ...example, more: true };
const wrong = { ...example, data: { ...example?.data, amount: 'ten' } };
const { is, isStrict, schema, strictSchema, decode } = events['order.created'][1];
const decoded = (event, value) => event.decode(new TextEncoder().encode(JSON.stringify(value)));
console.log(JSON.stringify({
  examples: allEvents.map((event) => [event.examples.length, event.examples.every(event.is)]),
  more: [is(more), isStrict(more), schema.safeParse(more).success, strictSchema.safeParse(more).success],
  decoded: [example, { ...ofTomorrow, data: { ...ofTomorrow.data, tomorrow: undefined } }].map((value, index) =>
    isDeepStrictEqual(decoded(allEvents[index], value), JSON.parse(JSON.stringify(value)))),
  notDecoded: [more, wrong].every((value) => decoded({ decode }, value) === undefined) && decoded(allEvents[1], ofTomorrow) === undefined,
  wrong: [is(wrong), schema.safeParse(wrong).error?.issues.map(({ path }) => path)],
  otherVersion: events['order.created'][2].is(example),
  queues: topology.queues.length,
}));`;
    expect(await run('two-versions', script)).toEqual({
      examples: [
        [1, true],
        [1, true],
      ],
      more: [true, false, true, false],
      decoded: [true, true],
      notDecoded: true,
      wrong: [false, [['data', 'amount']]],
      otherVersion: false,
      queues: 7,
    });
  });

  it('can be asked without loading Zod', async () => {
    const script = `
import { register } from 'node:module';
register('data:text/javascript,export async function resolve(specifier, context, next) {' +
  'if (specifier.startsWith("zod")) throw new Error("zod is loaded"); return next(specifier, context); }');
const { isOrderCreatedV1 } = await import('./event-contracts/src/order.created/predicates.ts');
console.log(JSON.stringify(isOrderCreatedV1({})));
console.error(await import('./event-contracts/src/order.created/schemas.ts').then(() => 'loaded', () => ''));`;
    expect(String(await run('two-versions', script)).trim()).toBe('false');
  });
});

describe('hostile text', () => {
  it('runs nothing and changes no meaning', async () => {
    const script = `
const calls: unknown[] = [];
Object.assign(globalThis, { alert: (argument: unknown) => calls.push(argument) });
const { classExamples, isClass, ClassSchema, isDefault } = await import('./event-contracts/src/index.ts');
const [example] = classExamples;
console.log(JSON.stringify({
  calls,
  keys: Object.keys(example ?? {}),
  own: Object.getOwnPropertyDescriptor(example, '__proto__')?.value,
  accepted: [isClass(example), ClassSchema.safeParse(example).success],
  text: example?.["it's"],
  refused: [isClass({ constructor: 1 }), isClass({ ['__proto__']: 1 }), isClass({ toString: 'a' }), isClass({ Status: 'a' })],
  values: ["a'b", '*/', '\${x}', 'line\\nbreak', "'] | any | ['", 'other'].map(isDefault),
}));`;
    expect(await run('hostile', script)).toEqual({
      calls: [],
      keys: ['__proto__', "it's"],
      own: 'own',
      accepted: [true, true],
      text: '"quoted" `${alert(1)}` </script> \u2028 */ //',
      refused: [false, false, false, false],
      values: [true, true, true, true, true, false],
    });
  });
});

describe('the examples of a foreign document', () => {
  it('are all there, typed or vouched for', async () => {
    const script = `
import { dimExamples, lightMeasuredExamples, lightMeasuredHeaderExamples, turnOnExamples } from './event-contracts/src/index.ts';
console.log(JSON.stringify([dimExamples, lightMeasuredExamples, lightMeasuredHeaderExamples, turnOnExamples].map((list) => list.length)));`;
    expect(await run('foreign', script)).toEqual([2, 1, 1, 1]);
  });
});
