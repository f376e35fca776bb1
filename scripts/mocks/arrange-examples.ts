import { isObject } from './json.ts';
import { exampleBodies, membersOf, successOf, type ApiOperation, type Bodies } from './operations.ts';

/**
 * Lets operations that change a thing answer for every thing that can be read: a contract shows `PATCH /things/{id}` and
 * `POST /things/{id}/close` with one example each, `GET /things/{id}` with one for every thing. Where the operation acts on a
 * thing (has a path of its own), what its own example says by `enum` (a status) is said of the borrowed ones too.
 */
export function borrowExamples(operations: readonly ApiOperation[]): void {
  for (const operation of operations) {
    const source = sourceFor(operation, operations);
    if (source !== undefined) borrow(operation, source);
  }
}

/** What reads the thing that an operation changes: its own path, or the one that it continues. */
function sourceFor({ method, path }: ApiOperation, operations: readonly ApiOperation[]): ApiOperation | undefined {
  if (method === 'get' || !path.includes('{')) return undefined;
  const readers = operations.filter((one) => one.method === 'get' && one.path.endsWith('}') && (one.path === path || path.startsWith(`${one.path}/`)));
  return readers.toSorted((a, b) => b.path.length - a.path.length)[0];
}

function borrow(operation: ApiOperation, source: ApiOperation): void {
  const content = successOf(operation)?.contents?.[0];
  const own = exampleBodies(successOf(operation));
  const params = paramsIn(source.path);
  const identity = (value: unknown): string => JSON.stringify(params.map((name) => (isObject(value) ? value[name] : undefined)));
  const [first] = own;
  if (content?.examples === undefined || !isObject(first?.value) || !params.every((name) => isObject(first.value) && name in first.value)) return;
  const known = new Set(own.map(({ value }) => identity(value)));
  const said = source.path === operation.path ? {} : choicesIn(first.value, content.schema);
  for (const { name, value } of exampleBodies(successOf(source))) {
    if (!isObject(value) || known.has(identity(value))) continue;
    const key = `${source.iid ?? source.path}.${name}`;
    content.examples.push({ id: key, key, value: { ...value, ...said } });
  }
}

function paramsIn(path: string): readonly string[] {
  return Array.from(path.matchAll(/\{([^}]+)\}/g), ([, name = '']) => name);
}

/** The members of an example whose schema lists their values. */
function choicesIn(example: Readonly<Record<string, unknown>>, schema: unknown): Readonly<Record<string, unknown>> {
  const members = membersOf(schema);
  return Object.fromEntries(Object.entries(example).filter(([name]) => isObject(members[name]) && 'enum' in members[name]));
}

/** Puts the examples of operations in the order that the operations of the same id have them in. */
export function orderExamples(operations: readonly ApiOperation[], model: readonly ApiOperation[]): void {
  const byId = new Map(model.map((operation) => [operation.iid, operation]));
  for (const operation of operations) {
    const other = operation.iid === undefined ? undefined : byId.get(operation.iid);
    if (other === undefined || other === operation) continue;
    order(operation.request?.body, other.request?.body);
    for (const response of operation.responses) order(response, other.responses.find(({ code }) => code === response.code));
  }
}

function order(bodies: Bodies | undefined, model: Bodies | undefined): void {
  const names = exampleBodies(model).map(({ name }) => name);
  bodies?.contents?.[0]?.examples?.sort((a, b) => names.indexOf(a.key) - names.indexOf(b.key));
}
