import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const Schema = z.record(z.string(), z.unknown());
const schemaIn = (file: string): Record<string, unknown> => Schema.parse(JSON.parse(read(file)));

/** The schema as an editor reads it: what it refers to is looked up beside it. */
function compiled(file: string, ajv: Pick<Ajv, 'addSchema' | 'compile'>): ValidateFunction {
  const base = 'file:///project/';
  const reference = z.object({ allOf: z.tuple([z.object({ $ref: z.string() }), z.unknown()]) }).parse(schemaIn(file)).allOf[0].$ref;
  const official = new URL(reference, base + file);
  const { $id: _, ...rest } = schemaIn(decodeURI(official.pathname).replace('/project/', ''));
  ajv.addSchema(rest, official.href);
  return ajv.compile({ ...schemaIn(file), $id: base + file });
}

const options = { strict: false, allErrors: true, validateFormats: false } as const;
const validators = {
  asyncapi: compiled('.vscode/schemas/asyncapi.schema.json', new Ajv(options)),
  openapi: compiled('.vscode/schemas/openapi.schema.json', new Ajv2020(options)),
};
type Kind = keyof typeof validators;

/** Where a document is not as the schema says. */
function faultsIn(kind: Kind, text: string): readonly string[] {
  const validate = validators[kind];
  const document: unknown = parse(text);
  return validate(document) ? [] : (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

const documents = (['asyncapi', 'openapi'] as const).flatMap((kind) => readdirSync(join(root, 'specs', kind)).filter((file) => file.endsWith('.yaml')).map((file) => ({ kind, file: `specs/${kind}/${file}` })));

test.each(documents)('$file is as the editor is told', ({ kind, file }) => {
  expect(faultsIn(kind, read(file))).toEqual([]);
});

test('the editor finds the schemas, and the files that they are for', () => {
  const settings = read('.vscode/settings.json').replaceAll(/^\s*\/\/.*$/gm, '');
  const { 'yaml.schemas': schemas } = z.object({ 'yaml.schemas': z.record(z.string(), z.string()) }).parse(JSON.parse(settings));
  expect(schemas).toEqual({ './.vscode/schemas/asyncapi.schema.json': 'specs/asyncapi/*.yaml', './.vscode/schemas/openapi.schema.json': 'specs/openapi/*.yaml' });
});

describe('what the editor marks', () => {
  test.each<[string, string, string, string, string]>([
    ['a field that AsyncAPI does not have', 'asyncapi/order.paid.yaml', 'defaultContentType:', 'contentTypes:', ' must NOT have additional properties'],
    ['an action that there is not', 'asyncapi/order.paid.yaml', 'action: send', 'action: publish', '/operations/publishOrderPaid/action must be equal to one of the allowed values'],
    ['a party without a service', 'asyncapi/order.paid.yaml', '    x-service: order-service\n', '', "/operations/publishOrderPaid must have required property 'x-service'"],
    ['a service of no such name', 'asyncapi/order.paid.yaml', 'x-service: order-service', 'x-service: orders', '/operations/publishOrderPaid/x-service must match pattern'],
    ['a misspelt retry policy', 'asyncapi/order.cancelled.yaml', 'delaysMs:', 'delays:', '/operations/cancelPayment/x-retry must have required property \'delaysMs\''],
    ['a prefetch that is no number', 'asyncapi/order.paid.yaml', 'x-prefetch: 20', 'x-prefetch: many', '/operations/notifyOrderPaid/x-prefetch must be integer'],
    ['a message without a version', 'asyncapi/order.paid.yaml', '    OrderPaidV1:\n      name', '    OrderPaid:\n      name', '/components/messages must match pattern'],
    ['a field that OpenAPI does not have', 'openapi/user-service.yaml', 'operationId: getMyProfile', 'operationID: getMyProfile', '/paths/~1users~1me/get must have required property \'operationId\''],
    ['an operation that nobody says who may call', 'openapi/user-service.yaml', '      security:\n        - bearerAuth: []\n', '', "must have required property 'security'"],
    ['a role that is no list', 'openapi/user-service.yaml', 'x-roles: [admin]', 'x-roles: admin', '/x-roles must be array'],
    ['a limit that is not counted by anything', 'openapi/auth-service.yaml', 'by: address', 'by: country', '/x-rate-limit/by must be equal to one of the allowed values'],
    ['a path in camelCase', 'openapi/user-service.yaml', '  /users/me:', '  /userProfiles/me:', '/paths must match pattern'],
  ])('%s', (_, file, from, to, fault) => {
    const text = read(`specs/${file}`);
    expect(text).toContain(from);
    expect(faultsIn(file.startsWith('asyncapi/') ? 'asyncapi' : 'openapi', text.replace(from, to))).toContainEqual(expect.stringContaining(fault));
  });
});
