import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runContractsCheck } from '../contracts-check/run.ts';
import { contractsRepository, type ContractsRepository } from './contracts-repository.ts';
import { runCommand, type Ran } from './run-script.ts';

let repository: ContractsRepository;
beforeEach(async () => {
  repository = await contractsRepository();
});
afterEach(() => repository.remove());

const event = 'asyncapi/order.placed.yaml';
const id = "$ref: '../common/scalars.yaml#/components/schemas/Id'";
const data = 'required: [orderId]\n      properties: { orderId:';

function check(...args: readonly string[]): Promise<Ran> {
  return runCommand((output) => runContractsCheck(args, repository.folder, output));
}

/** A property that nobody published is demanded: of both versions, which share their data. */
async function demandMore(): Promise<void> {
  await repository.edit(event, data, `required: [orderId, note]\n      properties: { note: { ${id} }, orderId:`);
  await repository.edit(event, 'data: { orderId: x }', 'data: { orderId: x, note: y }');
}

/** What only the newer version says. */
async function addVersion3(): Promise<void> {
  await repository.edit(event, "OrderPlacedV2: { $ref: '#/components/messages/OrderPlacedV2' }", "OrderPlacedV2: { $ref: '#/components/messages/OrderPlacedV2' }\n      OrderPlacedV3: { $ref: '#/components/messages/OrderPlacedV3' }");
  await repository.edit(event, '  schemas:\n', "    OrderPlacedV3:\n      payload: { $ref: '#/components/schemas/OrderPlacedV3' }\n      examples:\n        - payload: { <<: *example, version: 3, data: { note: x } }\n  schemas:\n");
  await repository.edit(
    event,
    '    OrderPlacedV1Data:\n',
    "    OrderPlacedV3:\n      allOf:\n        - $ref: 'common/envelope.yaml#/components/schemas/Envelope'\n        - properties:\n            eventType: { const: order.placed }\n            version: { const: 3 }\n            data: { $ref: '#/components/schemas/OrderPlacedV3Data' }\n    OrderPlacedV3Data:\n      type: object\n      required: [note]\n      properties: { note: { $ref: '../common/scalars.yaml#/components/schemas/Id' } }\n    OrderPlacedV1Data:\n",
  );
}

describe('what a change does to whom', () => {
  test('a breaking change of a published version ends with 1: rule, both places, who is affected, what to do', async () => {
    await demandMore();
    const { code, stdout } = await check();
    expect(stdout).toContain('breaking   order.placed version 1: data.note has to be there now, and could be missing  [event-required]');
    expect(stdout).toMatch(/was {7}specs\/asyncapi\/order\.placed\.yaml:\d+:\d+\n {2}is {8}specs\/asyncapi\/order\.placed\.yaml:\d+:\d+\n {2}affected {2}payment-service consumes order\.placed version 1/);
    expect(stdout).toContain('to do     leave this version as it was and add version 3 as a message of the channel order.placed');
    expect(code).toBe(1);
  });

  test('a change that adds a version passes', async () => {
    await addVersion3();
    const { code, stdout, stderr } = await check();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('safe       order.placed version 3: order.placed version 3 is new');
  });

  test('where only words have changed, nothing has', async () => {
    await repository.edit(event, 'title: Order placed', 'title: An order was placed');
    const { code, stdout } = await check();
    expect(stdout).toContain('Nothing has changed that anybody could notice.');
    expect(code).toBe(0);
  });

  test('errors in the specs are told beside what could be compared', async () => {
    await repository.edit(event, data, 'required: [orderId, note]\n      properties: { note: { type: integer }, orderId:');
    const { code, stdout, stderr } = await check();
    expect(stderr).toContain('contracts:check: the specs have errors\nspecs/asyncapi/order.placed.yaml:');
    expect(stdout).toContain('breaking   order.placed version 1');
    expect(code).toBe(1);
  });

  test('what stands in a file that does not parse has not gone', async () => {
    await repository.edit(event, 'asyncapi: 3.0.0', 'asyncapi: 3.0.0: 1');
    const { code, stdout, stderr } = await check();
    expect(stderr).toMatch(/specs\/asyncapi\/order\.placed\.yaml:\d+:\d+ error YAML_SYNTAX/);
    expect(stdout).toContain('Nothing has changed as far as the specs can be understood.');
    expect(code).toBe(1);
  });
});

describe('what is compared with', () => {
  test('on a branch: where it left main, whatever has happened on main since', async () => {
    await repository.git('checkout', '-q', '-b', 'branch');
    await addVersion3();
    await repository.commit('version 3');
    await repository.git('checkout', '-q', 'main');
    await demandMore();
    await repository.commit('a break that is not the branch’s');
    await repository.git('checkout', '-q', 'branch');
    const { code, stdout } = await check();
    expect(stdout).toContain('(where the branch left main)');
    expect(stdout).not.toContain('breaking  ');
    expect(code).toBe(0);
  });

  test('on main: the last commit as long as the specs have changes, else the one before', async () => {
    await demandMore();
    expect((await check()).stdout).toContain('(the last commit: the specs have changes that are not committed)');
    await repository.commit('a break');
    const { code, stdout } = await check();
    expect(stdout).toContain('(the commit before the last)');
    expect(code).toBe(1);
  });

  test('on main with an upstream: where it left that', async () => {
    await repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    await demandMore();
    await repository.commit('a break');
    await repository.commit('something else');
    const { code, stdout } = await check();
    expect(stdout).toContain('(where the branch left origin/main)');
    expect(code).toBe(1);
  });

  test('a revision that is given; neither the working tree nor the index is touched', async () => {
    await demandMore();
    const commit = await repository.commit('a break');
    await addVersion3();
    const before = await repository.git('status', '--porcelain');
    expect((await check('--against', commit)).code).toBe(0);
    expect((await check('--against', 'HEAD^')).code).toBe(1);
    expect(await repository.git('status', '--porcelain')).toBe(before);
  });

  test('a revision without specs: everything is new', async () => {
    await repository.git('checkout', '-q', '--orphan', 'bare');
    await repository.git('rm', '-rfq', '--cached', '.');
    await repository.git('commit', '-q', '--allow-empty', '-m', 'nothing');
    const { code, stdout, stderr } = await check('--against', 'HEAD');
    expect(stderr).toContain('has no specs: everything is new');
    expect(stdout).toContain('safe       order.placed: order.placed is a new event');
    expect(code).toBe(0);
  });

  test('what each service is deployed with: of a change, only the part of the services that have not got it', async () => {
    const old = await repository.git('rev-parse', 'HEAD');
    await demandMore();
    const broken = await repository.commit('a break');
    await repository.write('deployed.json', JSON.stringify({ 'order-service': broken, 'payment-service': old }));
    expect((await check('--against', 'deployed.json')).code).toBe(0);
    await repository.write('deployed.json', JSON.stringify({ 'order-service': old.slice(0, 8), 'payment-service': broken }));
    const { code, stdout } = await check('--against', 'deployed.json');
    expect(stdout).toContain('Compared with what is deployed by deployed.json.');
    expect(stdout).toContain('breaking   order.placed version 1');
    expect(code).toBe(1);
  });

  test('a deployed service that no contract knows is refused: what it breaks would not be told', async () => {
    await demandMore();
    const old = await repository.git('rev-parse', 'HEAD');
    await repository.write('deployed.json', JSON.stringify({ 'ordre-service': old, gateway: old, web: old }));
    expect(await check('--against', 'deployed.json')).toEqual({ code: 2, stdout: '', stderr: 'contracts:check: deployed.json names "ordre-service", which no contract knows; did you mean "order-service"?\n' });
  });

  test('a deployed service that is gone from the contracts is known by those that it was built from', async () => {
    const old = await repository.git('rev-parse', 'HEAD');
    await repository.git('rm', '-q', '-f', 'specs/asyncapi/order.placed.yaml', 'specs/openapi/payment-service.yaml');
    await repository.write('deployed.json', JSON.stringify({ 'order-service': old, 'payment-service': old }));
    const { code, stdout } = await check('--against', 'deployed.json');
    expect(stdout).toContain('order.placed: nothing is published under order.placed any more');
    expect(code).toBe(1);
  });
});

describe('for programs and for pull requests', () => {
  test('--json is one object with places as numbers', async () => {
    await demandMore();
    const { stdout, code } = await check('--json');
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'breaking',
      ok: false,
      findings: expect.arrayContaining([
        expect.objectContaining({
          rule: 'event-required',
          verdict: 'breaking',
          subject: 'order.placed version 1',
          after: { file: 'specs/asyncapi/order.placed.yaml', line: expect.any(Number), column: expect.any(Number) },
          affected: [{ name: 'payment-service', role: 'consumes order.placed version 1' }],
          owners: ['order-service'],
        }),
      ]),
    });
    expect(code).toBe(1);
  });

  test('--markdown is a table of what needs a look', async () => {
    await demandMore();
    const { stdout } = await check('--markdown');
    expect(stdout).toMatch(/^### Contracts: \d+ breaking, \d+ dangerous, \d+ safe\n\nCompared with `?[0-9a-f]{10}/);
    expect(stdout).toContain('| verdict | what | where | affected | to do |');
    expect(stdout).toMatch(/\| \*\*breaking\*\* \| order\.placed version 1: data\.note .* \| `specs\/asyncapi\/order\.placed\.yaml:\d+:\d+` → /);
  });

  test('--markdown says that the specs have errors, and which', async () => {
    await repository.edit(event, 'data: { orderId: x }', 'data: { orderId: 1 }');
    const { code, stdout } = await check('--markdown');
    expect(stdout).toMatch(/```\ncontracts:check: the specs have errors\nspecs\/asyncapi\/order\.placed\.yaml:\d+:\d+ error EXAMPLE_INVALID[^]*```\n$/);
    expect(code).toBe(1);
  });
});

describe('what cannot be done is said in one line', () => {
  test.each([
    [['--against', 'nothing'], /^contracts:check: git knows no revision "nothing"/],
    [['--against', '--help'], /^contracts:check: /],
    [['--against', 'missing.json'], /^contracts:check: missing\.json cannot be read/],
    [['--specs', 'elsewhere'], /^contracts:check: elsewhere has no AsyncAPI or OpenAPI document/],
    [['--json', '--markdown'], /^contracts:check: --json or --markdown, not both/],
    [['--nonsense'], /^contracts:check: Unknown option/],
  ])('%j', async (args, message) => {
    const { code, stderr } = await check(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test('a file of deployed versions that is none', async () => {
    await repository.write('deployed.json', '["order-service"]');
    expect((await check('--against', 'deployed.json')).stderr).toContain('deployed.json has to be an object of services and revisions');
    await repository.write('deployed.json', '{ "order-service": 1 }');
    expect((await check('--against', 'deployed.json')).stderr).toContain('deployed.json gives order-service no revision');
  });
});
