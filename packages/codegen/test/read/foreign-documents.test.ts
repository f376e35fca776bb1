import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Channel, Contract } from '../../src/ir/contract.ts';
import { diagnoseFolder } from './diagnose-folder.ts';

async function read(name: string): Promise<Contract> {
  const { contract, diagnostics } = await diagnoseFolder(join(import.meta.dirname, '../fixtures/good-specs', name));
  expect(diagnostics).toEqual([]);
  if (contract === undefined) throw new Error('no contract');
  return contract;
}

describe('an AsyncAPI document over two files, with Kafka bindings', () => {
  async function channels(): Promise<readonly Channel[]> {
    return (await read('streetlights')).eventDocuments[0]?.channels ?? [];
  }

  test('its channels, addresses and messages, by reference or in place', async () => {
    expect(
      (await channels()).map(({ id, address, messages }) => [id, address, messages.map(({ name }) => name)]),
    ).toEqual([
      [
        'lightingMeasured',
        'smartylighting.streetlights.1.0.event.{streetlightId}.lighting.measured',
        ['lightMeasured'],
      ],
      ['lightTurnOn', 'smartylighting.streetlights.1.0.action.turn.on', ['turnOn']],
      ['anywhere', null, ['inlined']],
    ]);
  });

  test('its schemas, each once and with a name, multi-format ones too', async () => {
    const [document] = (await read('streetlights')).eventDocuments;
    expect(document?.schemas.map(({ name }) => name)).toEqual([
      'lightMeasuredPayload',
      'recordedIn2020',
      'lightMeasuredHeaders',
      'turnOnOffPayload',
      'inlined',
      'sentAt',
    ]);
  });

  test('a message takes what it lacks from its traits', async () => {
    const [measured, turnOn, anywhere] = (await channels()).flatMap(({ messages }) => messages);
    expect(measured).toMatchObject({ title: 'Light measured', contentType: 'application/json' });
    expect(turnOn?.headers).toBe('common.yaml#/components/messageTraits/commonHeaders/headers');
    expect(anywhere?.contentType).toBe('application/vnd.example+json');
  });

  test('an operation wins over its traits, a later trait over an earlier one', async () => {
    const operation = (await channels()).flatMap(({ operations }) => operations).find(({ id }) => id === 'turnOn');
    expect(operation).toMatchObject({ summary: 'From the second trait', description: "The operation's own" });
  });

  test('an operation without messages means all of its channel', async () => {
    const operations = (await channels()).flatMap((channel) => channel.operations);
    expect(operations.map(({ id, messages, listsMessages }) => [id, messages, listsMessages])).toEqual([
      ['receiveLightMeasurement', ['lightMeasured'], true],
      ['turnOn', ['turnOn'], true],
      ['sendAnything', ['inlined'], false],
    ]);
  });

  test('names of the house profile mean nothing', async () => {
    expect((await read('streetlights')).services).toEqual([]);
  });
});

describe('an OpenAPI 3.1 document over many files', () => {
  test('its operations, with the parameters of their paths', async () => {
    const [api] = (await read('petstore')).apis;
    const operations = api?.operations.map(({ id, method, path, parameters }) => [
      id,
      `${method} ${path}`,
      parameters.map(({ name, required }) => (required ? `${name}!` : name)),
    ]);
    expect(operations).toEqual([
      ['listPets', 'get /pets', ['limit']],
      ['postPets', 'post /pets', []],
      ['readPet', 'get /pets/{petId}', ['petId!', 'trace!']],
      ['deletePetsByPetId', 'delete /pets/{petId}', ['petId!', 'trace']],
    ]);
  });

  test("its security: the document's, an operation's own, or none", async () => {
    const [api] = (await read('petstore')).apis;
    expect(api?.operations.map(({ security }) => security)).toEqual([[['key'], []], [['key'], []], [['key'], []], []]);
  });

  test('a name that two files use is told apart, in bodies too', async () => {
    const [api] = (await read('petstore')).apis;
    expect(api?.schemas.map(({ name }) => name)).toEqual([
      'Pet',
      'Name',
      'Problem',
      'problem_Problem',
      'Id',
      'Cat',
      'Dog',
    ]);
    const bodies = api?.operations[0]?.responses.flatMap(({ content }) => content.map(({ schemaName }) => schemaName));
    expect(bodies).toEqual([undefined, 'problem_Problem']);
  });
});

test('an OpenAPI 3.0 document speaks its own dialect', async () => {
  const { apis, schemas } = await read('old-petstore');
  expect(apis[0]?.openapi).toBe('3.0');
  expect(schemas.get('openapi.json#/components/schemas/Pet')?.properties?.get('nickname')?.types).toEqual([
    'string',
    'null',
  ]);
  expect(apis[0]?.operations.map(({ id }) => id)).toEqual(['getPetsByPetId', 'getPetsByByPetId']);
});

test('documents of one name are told apart by their folders', async () => {
  const { eventDocuments } = await read('two-of-a-name');
  expect(eventDocuments.map(({ name, title }) => [name, title])).toEqual([
    ['orders.asyncapi', 'Orders'],
    ['payments.asyncapi', 'Payments'],
  ]);
});
