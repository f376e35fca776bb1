import { glob, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { allEvents, events } from '@kada-mandiya/event-contracts';
import { outcomeOf } from '../demo/show-contracts.ts';

/** The checks that run code of ours on a value, by what they ask. */
const ownChecks = /\b(?:must\(\w+, '[^']*'|each\w+\(|ownProperty\(|(?:refine|superRefine|transform|overwrite|preprocess)\()/g;

describe('the schemas printed from our own specs', () => {
  test('say in Zod all that Zod can say: it has no uniqueItems, and no minProperties', async () => {
    const checks: string[] = [];
    for await (const file of glob('generated/*/src/**/schemas.ts')) {
      checks.push(...((await readFile(file, 'utf8')).match(ownChecks) ?? []));
    }
    expect(checks.map((check) => check.replace(/^must\(\w+, /, '')).sort()).toEqual([
      "'Invalid array: two items are equal'",
      ...Array<string>(4).fill("'Invalid object: expected at least 1 properties'"),
    ]);
  });

  test('name the path of the failing value, through references and arrays', () => {
    const event = events['order.created'][1];
    const [example] = event.examples;
    const broken = structuredClone(example) as unknown as { data: { items: { amount: unknown }[] } };
    const [line] = broken.data.items;
    if (line === undefined) throw new Error('the example has no line');
    line.amount = 'much';
    const verdict = event.schema.safeParse(broken);
    expect(verdict.success).toBe(false);
    expect(verdict.success ? [] : verdict.error.issues.map(({ path }) => path)).toEqual([['data', 'items', 0, 'amount']]);
  });

  test('a producer may send nothing that is not declared, a consumer ignores it', () => {
    for (const event of allEvents) {
      const [example] = event.examples;
      if (example === undefined) throw new Error(`${event.routingKey} has no example`);
      for (const extended of [{ ...example, extra: 1 }, { ...example, data: Object.assign({ extra: 1 }, example.data) }]) {
        expect([event.routingKey, event.is(extended), event.isStrict(extended)]).toEqual([event.routingKey, true, false]);
        expect([event.schema.safeParse(extended).success, event.strictSchema.safeParse(extended).success]).toEqual([true, false]);
      }
    }
  });
});

describe('the demo', () => {
  test('is surprised by a contract that refuses its example, and by one that accepts everything', () => {
    const never = { safeParse: () => ({ success: false as const, error: { issues: [{ path: [], message: 'no' }] } }) };
    const always = { safeParse: () => ({ success: true as const }) };
    const { failures } = outcomeOf([
      { name: 'closed', examples: [{ a: 1 }], accepts: () => false, schema: never },
      { name: 'open', examples: [{ a: 1 }], accepts: () => true, schema: always },
    ]);
    expect(failures).toEqual(['closed refuses an example of its own', 'open accepts every broken example']);
  });
});
