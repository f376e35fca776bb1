import type { Api, Contract } from '../../ir/contract.ts';
import type { NamedSchema, Schema, SchemaId } from '../../ir/schema.ts';
import { isDeclarable } from '../../print/names.ts';
import { predicateName, zodSchemaName } from '../../print/index.ts';
import type { Located, PrintScope } from '../../print/index.ts';
import { capitalize, nameGiver, toIdentifier, uncapitalize } from '../events/identifiers.ts';
import { reachable, toFolderName } from '../events/layout.ts';

/** Where the code of an API stands, and what things in it are called. */
export interface ApiLayout {
  readonly api: Api;
  /** Below the package's `src`: `order-service`. */
  readonly folder: string;
  /** What the API's own things are called after: `OrderService`. */
  readonly prefix: string;
  /** The type names of its component schemas. */
  readonly names: ReadonlyMap<SchemaId, string>;
}

/** Gives each API a folder and its component schemas names that are identifiers. */
export function layOutApis({ apis }: Contract): ApiLayout[] {
  const folderFor = nameGiver();
  const prefixFor = nameGiver();
  for (const taken of ['public-api', 'index.ts', 'runtime.ts']) folderFor(taken);
  prefixFor('PublicApi');
  return apis.map((api) => {
    const prefix = prefixFor(capitalize(toIdentifier(api.name)));
    return { api, folder: folderFor(toFolderName(api.name)), prefix, names: schemaNames(api.schemas, prefix) };
  });
}

/** `orderService`. */
export function constantPrefix({ prefix }: ApiLayout): string {
  return uncapitalize(prefix);
}

/**
 * Component schemas keep their names as far as TypeScript has room for them; those that do go before those that have to
 * become identifiers. The names of the predicate and of the Zod schema have to be free too.
 */
function schemaNames(schemas: readonly NamedSchema[], prefix: string): ReadonlyMap<SchemaId, string> {
  const taken = new Set(['Caller', 'OperationTable', 'Uint8Array', `${prefix}Operations`, `${uncapitalize(prefix)}Operations`]);
  const [kept, changed] = [true, false].map((isKept) => schemas.filter(({ name }) => isDeclarable(name) === isKept));
  const names = new Map<SchemaId, string>();
  for (const { id, name } of [...(kept ?? []), ...(changed ?? [])]) {
    const wish = isDeclarable(name) ? name : toIdentifier(name);
    let free = wish;
    for (let count = 2; namesOf(free).some((one) => taken.has(one)); count += 1) free = `${wish}${String(count)}`;
    for (const one of namesOf(free)) taken.add(one);
    names.set(id, free);
  }
  return names;
}

/** All that a schema's name stands for in the code. */
function namesOf(name: string): readonly string[] {
  return [name, predicateName(name), zodSchemaName(name)];
}

/** The modules of an API's folder that hold code of its component schemas. */
type SchemaModules = Pick<Located, 'types' | 'predicates' | 'zodSchemas'>;

/** What the printers have to know for a module of an API that imports its schemas' code from others. */
export function scopeOf(contract: Contract, { names }: ApiLayout, modules: SchemaModules): PrintScope {
  return {
    schemas: contract.schemas,
    format: contract.settings.profile === 'none' ? 'annotation' : 'assertion',
    runtime: '../runtime.ts',
    locate: (id) => {
      const name = names.get(id);
      return name === undefined ? undefined : { name, ...modules };
    },
  };
}

/** Some schemas and all that they refer to. */
export function schemasFrom(contract: Contract, ids: Iterable<SchemaId>): ReadonlyMap<SchemaId, Schema | undefined> {
  return new Map([...reachable(ids, contract.schemas)].map((id) => [id, contract.schemas.get(id)]));
}
