import { readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { z } from 'zod';
import { schemaKeywords } from '../../packages/codegen/src/checks/known-keywords.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const Schema = z.record(z.string(), z.unknown());
const schemaIn = (file: string): Record<string, unknown> => Schema.parse(JSON.parse(read(file)));

const Settings = z.object({ 'yaml.schemas': z.record(z.string(), z.string()) });
const settings = Settings.parse(JSON.parse(read('.vscode/settings.json').replaceAll(/^\s*\/\/.*$/gm, '')));
const associations = Object.entries(settings['yaml.schemas']).map(([schema, files]) => ({ schema: schema.replace('./', ''), files }));

const base = 'file:///project/';

/** A schema under the address at which it stands, whatever it calls itself: references are looked up beside it. */
function schemaAt(url: string): Record<string, unknown> {
  const { $id: _, ...schema } = schemaIn(decodeURI(url).replace(base, ''));
  return schema;
}

/** The schema as an editor reads it. */
function compiled(file: string): Promise<ValidateFunction> {
  const schema = { ...schemaAt(base + file), $id: base + file };
  const options = { strict: false, allErrors: true, validateFormats: false, loadSchema: (url: string) => Promise.resolve(schemaAt(url)) } as const;
  const ajv = Reflect.get(schema, '$schema') === 'https://json-schema.org/draft/2020-12/schema' ? new Ajv2020(options) : new Ajv(options);
  return ajv.compileAsync(schema);
}

const validators = new Map(await Promise.all(associations.map(async ({ schema }) => [schema, await compiled(schema)] as const)));

/** The schemas by which the editor looks at a file: a pattern may begin in any folder. */
function schemasFor(file: string): readonly string[] {
  return associations.filter(({ files }) => matchesGlob(file, `**/${files}`)).map(({ schema }) => schema);
}

/** Where a document is not as its schemas say. */
function faultsIn(file: string, text: string): readonly string[] {
  const document: unknown = parse(text);
  return schemasFor(file).flatMap((schema) => {
    const validate = validators.get(schema);
    return validate === undefined || validate(document) ? [] : (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
  });
}

const files = readdirSync(join(root, 'specs'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).map((file) => `specs/${file.replaceAll('\\', '/')}`);

test.each(files)('%s has one schema, and is as the editor is told', (file) => {
  expect(schemasFor(file)).toHaveLength(1);
  expect(faultsIn(file, read(file))).toEqual([]);
});

test('every schema is for some file', () => {
  expect(associations.filter(({ schema }) => !files.some((file) => schemasFor(file).includes(schema)))).toEqual([]);
});

test('the editor knows the keywords of schemas that the checks know', () => {
  const Keywords = z.object({ definitions: z.object({ schema: z.object({ propertyNames: z.object({ anyOf: z.tuple([z.unknown(), z.object({ enum: z.array(z.string()) })]) }) }) }) });
  const [, { enum: listed }] = Keywords.parse(schemaIn('.vscode/schemas/keywords.schema.json')).definitions.schema.propertyNames.anyOf;
  expect([...listed].sort()).toEqual([...schemaKeywords].sort());
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
    ['a keyword of a schema that there is not', 'asyncapi/order.paid.yaml', '      required: [', '      requird: [', 'must match a schema in anyOf'],
    ['a misspelt field of an API', 'openapi/user-service.yaml', 'description:', 'descripton:', 'must'],
    ['a part that AsyncAPI does not have', 'asyncapi/common/broker.yaml', 'channelBindings:', 'channelBinding:', '/components must NOT have additional properties'],
    ['a misspelt field of a server', 'asyncapi/common/broker.yaml', 'protocolVersion:', 'protocolVersoin:', 'must NOT have additional properties'],
    ['a misspelt field of a trait', 'asyncapi/common/delivery.yaml', 'description:', 'descripton:', 'must NOT have additional properties'],
    ['a misspelt retry policy of a trait', 'asyncapi/common/delivery.yaml', 'delaysMs:', 'delayMs:', "/components/operationTraits/reliableDelivery/x-retry must have required property 'delaysMs'"],
    ['a misspelt keyword of the envelope', 'asyncapi/common/envelope.yaml', 'maxLength:', 'maxLenght:', '/components/schemas/Envelope/properties/eventType must match a schema in anyOf'],
    ['a misspelt keyword of what lines share', 'asyncapi/common/order-line.yaml', 'properties:', 'property:', 'must match a schema in anyOf'],
    ['a part that OpenAPI does not have', 'openapi/common/headers.yaml', '  headers:', '  header:', '/components must NOT have unevaluated properties'],
    ['a misspelt keyword of a header', 'openapi/common/headers.yaml', 'maximum:', 'maximun:', 'must match a schema in anyOf'],
    ['a misspelt field of a parameter', 'openapi/common/parameters.yaml', 'required:', 'requird:', 'must NOT have unevaluated properties'],
    ['a misspelt field of an answer', 'openapi/common/responses.yaml', 'description:', 'descripton:', 'must'],
    ['a misspelt keyword of problems', 'openapi/common/problem.yaml', 'maxLength:', 'maxLenght:', 'must match a schema in anyOf'],
    ['a misspelt keyword of pages', 'openapi/common/page.yaml', 'maxLength:', 'maxLenght:', 'must match a schema in anyOf'],
    ['a misspelt field of a security scheme', 'openapi/common/security.yaml', 'scheme: bearer', 'schema: bearer', 'must'],
    ['a misspelt keyword of a scalar', 'common/scalars.yaml', 'maxLength:', 'maxLenght:', '/components/schemas/Uuid must match a schema in anyOf'],
    ['something else than schemas among the scalars', 'common/scalars.yaml', '  schemas:', '  messages:', '/components must'],
    ['a key beside the components', 'common/scalars.yaml', 'components:', 'component:', ' must NOT have additional properties'],
    ['a setting that there is not', 'kada-codegen.yaml', 'profile:', 'profil:', ' must NOT have additional properties'],
    ['a path in camelCase', 'openapi/user-service.yaml', '  /users/me:', '  /userProfiles/me:', '/paths must match pattern'],
  ])('%s', (_, file, from, to, fault) => {
    const text = read(`specs/${file}`);
    expect(text).toContain(from);
    expect(faultsIn(`specs/${file}`, text.replace(from, to))).toContainEqual(expect.stringContaining(fault));
  });
});
