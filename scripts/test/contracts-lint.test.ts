import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadDocuments } from '../../packages/codegen/src/input/load.ts';
import { houseRules } from '../contracts-lint/house-rules.ts';
import { runContractsLint } from '../contracts-lint/run.ts';
import { runCommand } from './run-script.ts';

const root = resolve(import.meta.dirname, '../..');
const ruleset = join(root, '.spectral.yaml');
const rules = readFile(ruleset, 'utf8').then(houseRules);

/** One fault of each rule: file, what stands there, what is put in its place, and what is marked. */
const planted: readonly (readonly [rule: string, file: string, from: string, to: string, marked: string])[] = [
  ['name-of-schema', 'openapi/user-service.yaml', '\n    ProfilePage:\n', '\n    profile_page:\n      title: Page\n      type: string\n\n    ProfilePage:\n', 'profile_page:'],
  ['name-of-property', 'asyncapi/order.paid.yaml', '        orderId:\n          $ref', '        order_id:\n          $ref', 'order_id:'],
  ['name-of-operation', 'asyncapi/order.paid.yaml', '  publishOrderPaid:', '  publish-order-paid:', 'publish-order-paid:'],
  ['name-of-operation-id', 'openapi/user-service.yaml', 'operationId: listUsers', 'operationId: list_users', 'list_users'],
  ['name-of-message', 'asyncapi/order.paid.yaml', "      OrderPaidV1:\n        $ref", "      OrderPaid:\n        $ref", 'OrderPaid:'],
  ['name-of-path', 'openapi/user-service.yaml', '  /users/me:', '  /users/myProfile:', '/users/myProfile:'],
  ['says-what-it-is', 'asyncapi/order.paid.yaml', '  description: >-\n    order-service tells that an order is paid: the purchase is complete.\n', '', 'info:'],
  ['schema-has-title', 'openapi/user-service.yaml', '    Profile:\n      title: Profile\n', '    Profile:\n', 'Profile:'],
  ['operation-has-summary', 'asyncapi/order.paid.yaml', '    summary: Send the confirmation\n', '', 'notifyOrderPaid:'],
  ['event-operation-is-described', 'asyncapi/order.paid.yaml', '    description: >-\n      In the transaction that makes the order `PAID`, which happens at most once.\n', '', 'publishOrderPaid:'],
  ['channel-is-described', 'asyncapi/order.paid.yaml', '    description: >-\n      Orders that became `PAID`, each once.\n', '', 'order.paid:'],
  ['message-has-summary', 'asyncapi/order.paid.yaml', '      summary: The order is paid.\n', '', 'OrderPaidV1:'],
  ['parameter-is-described', 'openapi/common/parameters.yaml', '      description: How many items a page has at most.\n', '', 'Limit:'],
  ['message-has-examples', 'asyncapi/order.paid.yaml', '      examples:\n        - name', '      x-examples:\n        - name', 'OrderPaidV1:'],
  ['body-has-example', 'openapi/user-service.yaml', '              examples:\n                complete:', '              x-examples:\n                complete:', 'application/json:'],
  ['parameter-has-example', 'openapi/common/parameters.yaml', '      example: 20\n', '', 'Limit:'],
  ['money-in-minor-units', 'asyncapi/order.cancelled.yaml', "        amount:\n          $ref: '../common/scalars.yaml#/components/schemas/Amount'\n", '        amount:\n          type: number\n', 'amount:'],
  ['money-beside-currency', 'asyncapi/order.cancelled.yaml', "        currency:\n          $ref: '../common/scalars.yaml#/components/schemas/Currency'\n", '', 'properties:'],
  ['time-is-timestamp', 'openapi/user-service.yaml', "        createdAt:\n          $ref: '../common/scalars.yaml#/components/schemas/Timestamp'\n", '        createdAt:\n          type: string\n', 'createdAt:'],
  ['time-in-utc', 'common/scalars.yaml', "      pattern: '^[0-9T:-]{19}\\.[0-9]{3}Z$'\n", '', 'Timestamp:'],
  ['operation-can-fail', 'openapi/user-service.yaml', "        '500':\n          $ref: 'common/responses.yaml#/components/responses/InternalServerError'\n", '', 'responses:'],
  ['error-is-problem', 'openapi/user-service.yaml', "        '401':\n          $ref: 'common/responses.yaml#/components/responses/Unauthorized'\n", "        '401':\n          description: Not signed in.\n          content:\n            application/json: { schema: { type: object } }\n", "'401':"],
  ['sensitive-is-marked', 'common/scalars.yaml', '      maxLength: 254\n      x-sensitive: true\n', '      maxLength: 254\n', 'EmailAddress:'],
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contracts-lint-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A part of the specs in a folder of its own, with one text in the place of another. */
async function specsWith(name: string, file: string, from: string, to: string): Promise<string> {
  const specs = join(folder, name);
  const kept = /(?:\/specs|asyncapi|openapi|common|common\/.*|order\.(?:paid|cancelled)\.yaml|user-service\.yaml|kada-codegen\.yaml)$/;
  await cp(join(root, 'specs'), specs, { recursive: true, filter: (source) => kept.test(source.replaceAll('\\', '/')) });
  const text = await readFile(join(specs, file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`);
  await writeFile(join(specs, file), text.replace(from, to));
  return specs;
}

describe('the house rules', () => {
  test.each(planted)('%s: a planted fault is found where it stands', async (rule, file, from, to, marked) => {
    const specs = await specsWith(rule, file, from, to);
    const findings = await (await rules)(await loadDocuments(specs));
    const lines = (await readFile(join(specs, file), 'utf8')).split('\n');
    const places = findings.filter((finding) => finding.rule === rule).map((finding) => [finding.file, lines[finding.line - 1]?.slice(finding.column - 1).slice(0, marked.length)]);

    expect(places).toEqual([[`${specs}/${file}`, marked]]);
  });

  test('each has a planted fault', async () => {
    const names = [...(await readFile(ruleset, 'utf8')).matchAll(/^ {2}([a-z-]+):$/gm)].map(([, name]) => name);
    expect(names.toSorted()).toEqual(planted.map(([rule]) => rule).toSorted());
  });

  test('have nothing against our contracts', async () => {
    expect(await (await rules)(await loadDocuments(join(root, 'specs')))).toEqual([]);
  });

  test('that name a function which Spectral does not have are refused', () => {
    expect(() => houseRules('rules:\n  one:\n    given: $\n    then: { function: truthful }\n')).toThrow('one names the function truthful');
  });
});

describe('the official validators', () => {
  const lint = (specs: string): ReturnType<typeof runCommand> => runCommand((output) => runContractsLint(specs, ruleset, output));

  test('of AsyncAPI and of OpenAPI are asked, and their faults stand in the same format', async () => {
    const specs = await specsWith('official', 'asyncapi/order.paid.yaml', '    action: send\n', '    action: publish\n');
    const api = join(specs, 'openapi/user-service.yaml');
    await writeFile(api, (await readFile(api, 'utf8')).replace("        '401':\n          $ref: 'common/responses.yaml#/components/responses/Unauthorized'\n", "        '401':\n          summary: Not signed in\n"));
    const { code, stdout, stderr } = await lint(specs);

    expect(code).toBe(1);
    expect(stderr).toMatch(/asyncapi\/order\.paid\.yaml:36:13 error asyncapi\/asyncapi-document-resolved /);
    expect(stderr).toMatch(/openapi\/user-service\.yaml:\d+:\d+ error openapi\/schema /);
    expect(stdout).toMatch(/^3 documents and \d+ files that they share, \d+ found/);
  });

  test('have nothing against good ones; an empty folder is no good one', async () => {
    const good = await specsWith('good', 'asyncapi/order.paid.yaml', 'title: Order paid', 'title: Order paid');
    expect(await lint(good)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('nothing found') });
    expect(await lint(join(folder, 'nothing'))).toMatchObject({ code: 1 });
  });
});
