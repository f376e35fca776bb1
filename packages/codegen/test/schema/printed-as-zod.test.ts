import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from '../../src/ir/json.ts';
import { printed } from './print-and-load.ts';

/** The expression of the printed Zod schema, on one line. */
function zodOf(schema: JsonValue, format: 'annotation' | 'assertion' = 'annotation'): string {
  const { text } = printed(schema, { format });
  const expression = /^export const ThingSchema(?:: [^=]+)? = ([^]*?);$/m.exec(text)?.[1] ?? '';
  return expression.replace(/\s*\n\s*/g, ' ').replaceAll(/([({[]) /g, '$1').replaceAll(/,? ([)}\]])/g, '$1');
}

const native: readonly (readonly [schema: JsonValue, zod: string])[] = [
  [true, 'z.unknown()'],
  [false, 'z.never()'],
  [{ type: 'string' }, 'z.string()'],
  [{ type: 'string', minLength: 2, maxLength: 5 }, 'z.string().min(2).max(5)'],
  [{ type: 'number', minimum: 0, exclusiveMaximum: 1 }, 'z.number().min(0).lt(1)'],
  [{ type: 'number', exclusiveMinimum: 0, maximum: 1 }, 'z.number().gt(0).max(1)'],
  [{ type: 'integer', minimum: 1, maximum: 99 }, 'z.int().min(1).max(99)'],
  [{ type: 'integer', minimum: 0, maximum: 100, multipleOf: 5 }, 'z.int().min(0).max(100).multipleOf(5)'],
  [{ type: 'boolean' }, 'z.boolean()'],
  [{ type: 'null' }, 'z.null()'],
  [{ type: ['string', 'null'] }, 'z.string().nullable()'],
  [{ type: ['string', 'number'] }, 'z.union([z.string(), z.number()])'],
  [{ const: 'a' }, "z.literal('a')"],
  [{ const: 1 }, 'z.literal(1)'],
  [{ const: null }, 'z.null()'],
  [{ enum: ['a', 'b'] }, "z.enum(['a', 'b'])"],
  [{ enum: ['a', 1, null, true] }, "z.literal(['a', 1, null, true])"],
  [{ type: 'string', enum: ['a', 'b', 3] }, "z.enum(['a', 'b'])"],
  [{ type: 'array' }, 'z.array(z.unknown())'],
  [{ type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 3 }, 'z.array(z.string()).min(1).max(3)'],
  [
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'null' }], minItems: 1, items: false },
    'z.tuple([z.string(), z.null().exactOptional()])',
  ],
  [{ type: 'array', prefixItems: [{ type: 'string' }], minItems: 1, items: { type: 'boolean' } }, 'z.tuple([z.string()], z.boolean())'],
  [{ type: 'object' }, 'z.record(z.string(), z.unknown())'],
  [
    { type: 'object', required: ['a', 'c'], properties: { a: { type: 'string' }, b: { type: 'string' } } },
    'z.object({a: z.string(), b: z.string().exactOptional(), c: z.unknown()})',
  ],
  [{ type: 'object', properties: { a: true }, additionalProperties: false }, 'z.strictObject({a: z.unknown().exactOptional()})'],
  [{ type: 'object', properties: { a: true }, additionalProperties: true }, 'z.looseObject({a: z.unknown().exactOptional()})'],
  [
    { allOf: [{ type: 'object', properties: { a: true } }, { properties: { b: true } }], unevaluatedProperties: false },
    'z.strictObject({a: z.unknown().exactOptional(), b: z.unknown().exactOptional()})',
  ],
  [{ anyOf: [{ type: 'string' }, { type: 'boolean' }] }, 'z.union([z.string(), z.boolean()])'],
  [{ oneOf: [{ type: 'string' }, { type: 'boolean' }] }, 'z.union([z.string(), z.boolean()])'],
  [{ oneOf: [{ type: 'number', maximum: 5 }, { type: 'number', minimum: 3 }] }, 'z.xor([z.number().max(5), z.number().min(3)])'],
  [{ oneOf: [{ type: 'string' }, { type: 'null' }] }, 'z.string().nullable()'],
  [
    {
      oneOf: [
        { type: 'object', required: ['k'], properties: { k: { const: 'a' } } },
        { type: 'object', required: ['k'], properties: { k: { enum: ['b', 'c'] } } },
      ],
    },
    "z.discriminatedUnion('k', [z.object({k: z.literal('a')}), z.object({k: z.enum(['b', 'c'])})])",
  ],
];

const formats: readonly (readonly [schema: JsonValue, zod: string])[] = [
  [{ type: 'string', format: 'uuid' }, 'z.guid()'],
  [{ type: 'string', format: 'date' }, 'z.iso.date()'],
  [{ type: 'string', format: 'ipv4' }, 'z.ipv4()'],
  [{ type: 'string', format: 'date-time' }, "z.stringFormat('date-time', dateTimeFormat)"],
  [{ type: 'string', format: 'email', maxLength: 254 }, "z.stringFormat('email', emailFormat).max(254)"],
  [{ type: 'integer', format: 'int32' }, 'z.int32()'],
  [{ type: 'string', format: 'of-our-own' }, 'z.string()'],
];

describe('what Zod can say is printed as Zod', () => {
  test.each(native)('%j', (schema, zod) => {
    expect(zodOf(schema)).toBe(zod);
  });

  test.each(formats)('%j', (schema, zod) => {
    expect(zodOf(schema, 'assertion')).toBe(zod);
  });

  test('a format that is a remark asks for nothing', () => {
    expect(zodOf({ type: 'string', format: 'uuid' })).toBe('z.string()');
  });
});

describe('what is implied is not asked twice', () => {
  test.each<readonly [JsonValue, string]>([
    [{ type: 'string', pattern: '^[A-Z]{3}$', maxLength: 3 }, 'z.string().regex(thingPattern)'],
    [{ type: 'string', pattern: '^\\S(?:.*\\S)?$', minLength: 1, maxLength: 9 }, 'z.string().max(9).regex(thingPattern)'],
    [{ type: 'string', format: 'uuid', maxLength: 36 }, 'z.guid()'],
    [{ type: 'string', format: 'uuid', pattern: '^[0-9a-f-]{36}$' }, "z.stringFormat('uuid', lowerCaseUuidFormat)"],
    [{ type: 'string', format: 'uuid', pattern: '^[0-9A-Fa-f-]{36}$' }, 'z.guid()'],
    [{ type: 'string', format: 'uuid', pattern: '^[0-4a-f-]{36}$' }, 'z.guid().regex(thingPattern)'],
    [{ enum: ['a', 'bb', 'c'], maxLength: 1, pattern: '^[ab]' }, "z.literal('a')"],
  ])('%j', (schema, zod) => {
    expect(zodOf(schema, 'assertion')).toBe(zod);
  });
});

describe('an event of an envelope and its own part', () => {
  const envelope = {
    type: 'object',
    required: ['eventId', 'eventType', 'version', 'occurredAt', 'data'],
    properties: {
      eventId: { $ref: '#/$defs/Uuid' },
      eventType: { type: 'string', minLength: 3, pattern: '^[a-z]+(?:\\.[a-z]+)+$' },
      version: { type: 'integer', minimum: 1, maximum: 999 },
      occurredAt: { type: 'string', format: 'date-time' },
      data: { type: 'object' },
    },
  };
  const event = {
    $defs: {
      Uuid: { type: 'string', format: 'uuid' },
      Envelope: envelope,
      Data: { type: 'object', required: ['orderId'], properties: { orderId: { $ref: '#/$defs/Uuid' }, note: { type: ['string', 'null'] } } },
    },
    allOf: [
      { $ref: '#/$defs/Envelope' },
      { type: 'object', properties: { eventType: { const: 'order.created' }, version: { const: 1 }, data: { $ref: '#/$defs/Data' } } },
    ],
  };

  test('is one object without a check of ours', () => {
    expect(zodOf(event, 'assertion')).toBe(
      "z.object({eventId: uuidSchema, eventType: z.literal('order.created'), version: z.literal(1), occurredAt: z.stringFormat('date-time', dateTimeFormat), data: dataSchema})",
    );
    expect(printed(event, { format: 'assertion' }).text).not.toMatch(/\.check\(|\.refine\(|uperRefine|z\.custom/);
  });

  test('is one object type', () => {
    const { text } = printed(event, { format: 'assertion' });
    expect(/export type Thing = \{[^]*?\n\};/.exec(text)?.[0]).toBe(
      [
        'export type Thing = {',
        '  eventId: string;',
        "  eventType: 'order.created';",
        '  version: 1;',
        '  occurredAt: string;',
        '  data: { orderId: string; note?: string | null };',
        '};',
      ].join('\n'),
    );
  });
});
