import { describe, expect, it } from '@jest/globals';
import { sensitivePaths } from '../../../src/emitters/events/sensitive.ts';
import { contractWith } from './generate-case.ts';

const secret = { type: 'string', 'x-sensitive': true };
const reference = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

async function pathsIn(schemas: Record<string, object>): Promise<string[]> {
  const contract = await contractWith({ Root: {}, ...schemas });
  return sensitivePaths('test.yaml#/components/schemas/Root', contract.schemas).map((path) => path.join('/'));
}

describe('sensitive values are found', () => {
  it.each<[string, Record<string, object>, string[]]>([
    ['nowhere', { Root: { type: 'object', properties: { a: { type: 'string', 'x-sensitive': false } } } }, []],
    ['at the root', { Root: secret }, ['']],
    ['in properties', { Root: { properties: { a: secret, b: { properties: { c: secret } } } } }, ['a', 'b/c']],
    ['by reference', { Root: { properties: { a: reference('Email') } }, Email: secret }, ['a']],
    ['in items', { Root: { properties: { list: { items: { properties: { a: secret } } } } } }, ['list/*/a']],
    ['in tuples', { Root: { items: [{}, secret] } }, ['1']],
    ['in maps', { Root: { additionalProperties: secret } }, ['*']],
    ['in pattern properties', { Root: { patternProperties: { '^x': secret } } }, ['*']],
    ['in parts of all', { Root: { allOf: [{ properties: { a: secret } }, reference('B')] }, B: { properties: { b: secret } } }, ['a', 'b']],
    ['in alternatives', { Root: { oneOf: [{ properties: { a: secret } }, { anyOf: [{ properties: { b: secret } }] }] } }, ['a', 'b']],
    ['in conditions', { Root: { if: {}, then: { properties: { a: secret } }, else: { properties: { b: secret } } } }, ['a', 'b']],
    ['not in what must not be', { Root: { not: { properties: { a: secret } } } }, []],
    ['once where two ways lead', { Root: { properties: { a: secret }, allOf: [{ properties: { a: secret } }] } }, ['a']],
    ['not below a sensitive value', { Root: { properties: { a: { 'x-sensitive': true, properties: { b: secret } } } } }, ['a']],
    [
      'as a whole where a schema contains itself',
      { Root: { properties: { name: secret, children: { items: reference('Root') } } } },
      ['children/*', 'name'],
    ],
    ['not in a recursion without one', { Root: { properties: { children: { items: reference('Root') } } } }, []],
  ])('%s', async (_where, schemas, paths) => {
    expect(await pathsIn(schemas)).toEqual(paths);
  });
});
