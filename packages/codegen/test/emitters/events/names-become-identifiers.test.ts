import { describe, expect, it } from '@jest/globals';
import { nameGiver, toConstantName, toIdentifier, toTypeName } from '../../../src/emitters/events/identifiers.ts';
import { typesOf } from './generate-case.ts';

describe('a name becomes an identifier', () => {
  it.each([
    ['OrderLine', 'OrderLine', 'OrderLine'],
    ['order', 'order', 'Order'],
    ['my-schema', 'MySchema', 'MySchema'],
    ['my_schema', 'my_schema', 'My_schema'],
    ['日本語', '日本語', '日本語'],
    ['1st', '_1st', '_1st'],
    ['class', 'Class', 'Class'],
    ['string', '_String', '_String'],
    ['Record', '_Record', '_Record'],
    ['Status', 'Status', 'Status'],
    ['Event', 'Event', 'Event'],
    ['a.b c/d', 'ABCD', 'ABCD'],
    ['!!!', '_', '_'],
    ['', '_', '_'],
    ['e\u0301tude', 'Étude', 'Étude'],
    ['x\u200by', 'XY', 'XY'],
  ])('%j is %s, and as a type %s', (name, identifier, type) => {
    expect(toIdentifier(name)).toBe(identifier);
    expect(toTypeName(name)).toBe(type);
  });
});

describe('a name becomes the name of a constant', () => {
  it.each([
    ['OrderCreatedV1', 'orderCreatedV1'],
    ['order.created', 'orderCreated'],
    ['default', '_default'],
    ['Class', '_class'],
    ['日本語', '日本語'],
  ])('%j is %s', (name, constant) => {
    expect(toConstantName(name)).toBe(constant);
  });
});

describe('names differ', () => {
  it('also where only their case did', () => {
    const nameFor = nameGiver();
    expect(['Order', 'ORDER', 'order', 'Order2'].map(nameFor)).toEqual(['Order', 'ORDER2', 'order3', 'Order22']);
  });

  it('from the names that come with others', () => {
    const nameFor = nameGiver((name) => [`${name}Schema`]);
    expect(['Order', 'OrderSchema'].map(nameFor)).toEqual(['Order', 'OrderSchema2']);
  });

  it('in every module that mentions both, with the better name for the one that needs no change', async () => {
    const types = await typesOf({
      'my-schema': { type: 'string' },
      MySchema: { type: 'object', properties: { other: { $ref: '#/components/schemas/my-schema' } } },
    });
    expect(types).toBe('export interface MySchema {\n  other?: MySchema2;\n}\n\nexport type MySchema2 = string;\n');
  });
});
