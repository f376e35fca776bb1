import type { Contract } from '../../ir/contract.ts';
import { isJsonObject, own } from '../../ir/json.ts';
import type { JsonObject } from '../../ir/json.ts';
import type { Emitter, PlannedFile } from '../../ir/planned-file.ts';
import type { SchemaId } from '../../ir/schema.ts';
import { printModule } from '../../print/code.ts';
import { printPredicates, printRuntime, printTypes, printZodSchemas } from '../../print/index.ts';
import { publicApi, publicApiInput } from '../gateway/public-api.ts';
import { layOutApis, schemasFrom, scopeOf } from './api-layout.ts';
import type { ApiLayout } from './api-layout.ts';
import { mediaTypesToSend, printClient } from './client-module.ts';
import { printApiIndex, printPackageIndex } from './index-modules.ts';
import { printOpenapiTypes } from './openapi-types.ts';
import { needsRawBody } from './operation-node.ts';
import { printOperations } from './operations-module.ts';
import { planPackageFiles } from './package-files.ts';
import { httpContractsPackage } from './package.ts';
import { printTypeProofs } from './type-proofs.ts';

/**
 * `http-contracts`: per OpenAPI document the types of openapi-typescript, the types, Zod schemas and predicates of its
 * component schemas, its operations and a client; with the house profile also a client of the public API.
 */
export const httpContracts: Emitter = function* (contract) {
  if (contract.apis.length === 0) return;
  const layouts = layOutApis(contract);
  const isHouse = contract.settings.profile === 'kada-mandiya';
  yield* planPackageFiles(contract, httpContractsPackage(contract, layouts));
  yield { path: 'http-contracts/src/runtime.ts', input: null, print: printRuntime };
  yield {
    path: 'http-contracts/src/index.ts',
    input: { apis: layouts.map(({ folder, prefix }) => ({ folder, prefix })), isHouse },
    print: () => printPackageIndex(layouts, isHouse),
  };
  for (const layout of layouts) {
    yield* planSchemas(contract, layout);
    yield* planOperations(contract, layout);
  }
  if (isHouse) yield* planPublicApi(contract);
};

/** The modules of an API's component schemas, and the proof that they agree with openapi-typescript. */
function* planSchemas(contract: Contract, layout: ApiLayout): Generator<PlannedFile> {
  const { api, folder, names } = layout;
  const src = `http-contracts/src/${folder}`;
  const ids = api.schemas.map(({ id }) => id);
  const { profile } = contract.settings;
  const input = { profile, names, ids, schemas: schemasFrom(contract, ids) };
  const typesModule = (): string => printModule(printTypes(scopeOf(contract, layout, {}), ids));
  yield {
    path: `${src}/openapi.ts`,
    input: { bundled: api.bundled, components: api.schemas, ...input },
    print: () => printOpenapiTypes(api.bundled, { text: typesModule(), names: componentTypes(layout) }),
  };
  if (ids.length === 0) return;
  const components = componentNames(api.bundled);
  const types = './types.ts';
  const predicates = './predicates.ts';
  const inTypes = { types };
  yield { path: `${src}/types.ts`, input, print: typesModule };
  yield {
    path: `${src}/predicates.ts`,
    input,
    print: () => printModule(printPredicates(scopeOf(contract, layout, inTypes), ids)),
  };
  yield {
    path: `${src}/schemas.ts`,
    input,
    print: () => printModule(printZodSchemas(scopeOf(contract, layout, { types, predicates }), ids)),
  };
  yield {
    path: `http-contracts/test/types/${folder}.ts`,
    input: { api: api.name, folder, schemas: api.schemas, names, components },
    print: () => printTypeProofs(layout, new Set(components)),
  };
}

/** The component schemas that a bundled document has. */
function componentNames(bundled: JsonObject): readonly string[] {
  const components = own(bundled, 'components');
  const schemas = isJsonObject(components) ? own(components, 'schemas') : undefined;
  return isJsonObject(schemas) ? Object.keys(schemas) : [];
}

/** The names of the types of the components that a bundled document has. */
function componentTypes({ api, names }: ApiLayout): ReadonlyMap<string, string> {
  return new Map(api.schemas.flatMap(({ id, name }) => entryOf(name, names.get(id))));
}

function entryOf(name: string, type: string | undefined): [string, string][] {
  return type === undefined ? [] : [[name, type]];
}

function* planOperations(contract: Contract, layout: ApiLayout): Generator<PlannedFile> {
  const { api, folder, names, prefix } = layout;
  const src = `http-contracts/src/${folder}`;
  const { profile } = contract.settings;
  yield {
    path: `${src}/operations.ts`,
    input: {
      profile,
      api: { name: api.name, prefix },
      operations: api.operations.map((operation) => ({ ...operation, rawBody: needsRawBody(api, operation) })),
      names,
      schemas: schemasFrom(contract, schemasOfOperations(layout)),
    },
    print: () => printOperations(contract, layout),
  };
  const client = { prefix, title: api.name, mediaTypes: mediaTypesToSend(api.operations) };
  yield { path: `${src}/client.ts`, input: client, print: () => printClient(client) };
  const hasSchemas = api.schemas.length > 0;
  yield { path: `${src}/index.ts`, input: { hasSchemas }, print: () => printApiIndex(hasSchemas) };
}

/** Every schema that an operation mentions. */
function schemasOfOperations({ api }: ApiLayout): SchemaId[] {
  return api.operations.flatMap(({ parameters, requestBody, responses }) =>
    [
      ...parameters.map(({ schema }) => schema),
      ...(requestBody?.content ?? []).map(({ schema }) => schema),
      ...responses.flatMap(({ headers, content }) => [...headers, ...content].map(({ schema }) => schema)),
    ].filter((id) => id !== undefined),
  );
}

function* planPublicApi(contract: Contract): Generator<PlannedFile> {
  const operations = contract.apis.flatMap((api) => api.operations.filter(({ internal }) => !internal));
  const client = { prefix: 'PublicApi', title: 'the public API', mediaTypes: mediaTypesToSend(operations) };
  const src = 'http-contracts/src/public-api';
  yield { path: `${src}/openapi.ts`, input: publicApiInput(contract), print: () => printOpenapiTypes(publicApi(contract)) };
  yield { path: `${src}/client.ts`, input: client, print: () => printClient(client) };
}
