import type { Api, Contract, HttpOperation } from '../../ir/contract.ts';
import { isJsonArray, isJsonObject, own } from '../../ir/json.ts';
import type { JsonObject, JsonValue } from '../../ir/json.ts';
import { mentionedComponents, renameComponents } from '../http/component-references.ts';
import type { ComponentKey } from '../http/component-references.ts';
import { mapValues } from '../http/openapi-nodes.ts';
import { operationNode } from '../http/operation-node.ts';
import { componentKinds, componentNames, pascalCase } from './component-names.ts';
import type { ComponentNames } from './component-names.ts';
import { gatewayResponses, withGatewayAnswers } from './gateway-answers.ts';

const documents = new WeakMap<Contract, JsonObject>();

/** All that the public document depends on; cheaper to have than the document. */
export function publicApiInput({ settings, apis }: Contract): unknown {
  return { scope: settings.scope, apis: apis.map(({ name, version, operations, bundled }) => ({ name, version, operations, bundled })) };
}

/** The public document of a contract, put together once. */
export function publicApi(contract: Contract): JsonObject {
  const known = documents.get(contract) ?? composePublicApi(contract);
  documents.set(contract, known);
  return known;
}

/**
 * The public API as one OpenAPI 3.1 document: every operation of every service but the internal ones, with the
 * gateway as the server and the gateway's own errors among the answers. Holds no component that nothing mentions.
 */
function composePublicApi(contract: Contract): JsonObject {
  const apis = contract.apis;
  const names = componentNames(apis.map(({ name, bundled }) => ({ service: name, document: bundled })));
  const components = mergeComponents(apis, names);
  const title = `${titleOf(contract)} public API`;
  const document: JsonObject = {
    openapi: '3.1.0',
    info: { title, version: newestVersion(apis), description: descriptionOf(apis), ...licenseOf(apis) },
    servers: [{ url: '/', description: 'The gateway' }],
    tags: tagsOf(apis),
    paths: mergePaths(apis, names),
    components,
  };
  const answers = gatewayResponses({ ...document, components: reachable(document, components) });
  const responses = own(components, 'responses');
  const complete = { ...components, responses: { ...(isJsonObject(responses) ? responses : {}), ...answers } };
  return { ...document, components: reachable(document, complete) };
}

function mergePaths(apis: readonly Api[], names: ComponentNames): JsonObject {
  const ids = operationIds(apis);
  const paths = new Map<string, Record<string, JsonValue>>();
  for (const api of apis) {
    for (const operation of api.operations.filter(({ internal }) => !internal)) {
      const item = paths.get(operation.path) ?? {};
      const node = renameComponents('operation', operationNode(api, operation), (component) => names(api.name, component));
      if (isJsonObject(node)) {
        item[operation.method] = withGatewayAnswers({ ...node, operationId: ids(api, operation) });
      }
      paths.set(operation.path, item);
    }
  }
  return Object.fromEntries(paths);
}

/** `operationId` is unique in a document: where two services use one, it gets the service's name in front. */
function operationIds(apis: readonly Api[]): (api: Api, operation: HttpOperation) => string {
  const users = Map.groupBy(
    apis.flatMap((api) => api.operations.map(({ id }) => ({ id, api: api.name }))),
    ({ id }) => id,
  );
  return (api, { id }) => {
    if ((users.get(id)?.length ?? 0) < 2) return id;
    const service = pascalCase(api.name);
    return `${service.charAt(0).toLowerCase()}${service.slice(1)}${pascalCase(id)}`;
  };
}

function mergeComponents(apis: readonly Api[], names: ComponentNames): JsonObject {
  const merged = [...componentKinds].map(([section, kind]) => {
    const entries = apis.flatMap((api) => {
      const components = own(api.bundled, 'components');
      const contents = isJsonObject(components) ? own(components, section) : undefined;
      if (!isJsonObject(contents)) return [];
      const rename = (component: ComponentKey): string => names(api.name, component);
      return Object.entries(contents).map(([name, content]): [string, JsonValue] => [
        rename({ section, name }),
        renameComponents(kind, content, rename),
      ]);
    });
    return [section, Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)))] as const;
  });
  return Object.fromEntries(merged);
}

/** The components that a document's paths lead to. */
function reachable(document: JsonObject, components: JsonObject): JsonObject {
  const reached = new Map<string, Set<string>>();
  const follow = ({ section, name }: ComponentKey): void => {
    const names = reached.get(section) ?? new Set<string>();
    reached.set(section, names);
    if (names.has(name)) return;
    names.add(name);
    const contents = own(components, section);
    const content = isJsonObject(contents) ? own(contents, name) : undefined;
    if (content !== undefined) mentionedComponents(componentKinds.get(section) ?? 'example', content).forEach(follow);
  };
  mentionedComponents('document', { paths: own(document, 'paths') ?? {} }).forEach(follow);
  const kept = mapValues(components, (contents, section) =>
    isJsonObject(contents)
      ? Object.fromEntries(Object.entries(contents).filter(([name]) => reached.get(section)?.has(name)))
      : contents,
  );
  return Object.fromEntries(
    Object.entries(kept).filter(([, contents]) => isJsonObject(contents) && Object.keys(contents).length > 0),
  );
}

/** The tags that public operations have, described as in the first document that describes them. */
function tagsOf(apis: readonly Api[]): JsonValue[] {
  const used = new Set(
    apis.flatMap(({ operations }) => operations.filter(({ internal }) => !internal).flatMap(({ tags }) => tags)),
  );
  const described = new Map<JsonValue | undefined, JsonObject>();
  for (const tag of apis.flatMap(({ bundled }) => listOf(own(bundled, 'tags'))).filter(isJsonObject)) {
    const name = own(tag, 'name');
    if (!described.has(name)) described.set(name, tag);
  }
  return [...used].map((name) => described.get(name) ?? { name });
}

/** `@kada-mandiya` as `Kada Mandiya`. */
function titleOf({ settings }: Contract): string {
  const words = (settings.scope ?? '').split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words.length === 0 ? 'The' : words.map(pascalCase).join(' ');
}

function newestVersion(apis: readonly Api[]): string {
  const [newest] = apis
    .map(({ version }) => version)
    .sort((left, right) => right.localeCompare(left, 'en', { numeric: true }));
  return newest ?? '1.0.0';
}

function descriptionOf(apis: readonly Api[]): string {
  return `What the gateway serves: the public operations of ${apis.map(({ name }) => name).join(', ')}.`;
}

/** The license that all services have, if they agree. */
function licenseOf(apis: readonly Api[]): JsonObject {
  const licenses = apis.map(({ bundled }) => {
    const info = own(bundled, 'info');
    return isJsonObject(info) ? own(info, 'license') : undefined;
  });
  const [first] = licenses;
  const agreed = licenses.every((license) => JSON.stringify(license) === JSON.stringify(first));
  return first === undefined || !agreed ? {} : { license: first };
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isJsonArray(value) ? value : [];
}
