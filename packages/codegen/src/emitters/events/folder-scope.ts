import type { Contract } from '../../ir/contract.ts';
import type { Schema, SchemaId } from '../../ir/schema.ts';
import type { Located, PrintScope } from '../../print/index.ts';
import { reachable } from './layout.ts';
import type { Folder, Layout, Place } from './layout.ts';
import { referencesOf } from './references.ts';

/** What a folder's modules are printed from: a part of the contract, and the names in it. */
export interface FolderSource {
  readonly folder: string;
  readonly format: PrintScope['format'];
  /** The folder's schemas and all that they refer to. */
  readonly schemas: ReadonlyMap<SchemaId, Schema>;
  readonly places: ReadonlyMap<SchemaId, Place>;
  /** The folder's own schemas, in the order of their names. */
  readonly own: readonly SchemaId[];
  /** Other folders that refer back to this one: their code does not exist yet while this one's is loaded. */
  readonly cyclic: readonly string[];
  readonly envelope?: SchemaId;
}

/** The modules of a folder. */
export type FolderModule = 'types' | 'predicates' | 'schemas' | 'decoders';

/** What the modules of each folder are printed from. */
export function folderSources(contract: Contract, layout: Layout): Map<Folder, FolderSource> {
  const uses = new Map(layout.folders.map((folder) => [folder.name, usedFolders(contract, layout, folder)]));
  return new Map(
    layout.folders.map((folder) => {
      const own = folder.schemas.map(({ id }) => id);
      const ids = [...reachable(own, contract.schemas)].sort();
      const source: FolderSource = {
        folder: folder.name,
        format: contract.settings.profile === 'none' ? 'annotation' : 'assertion',
        schemas: pick(ids, contract.schemas),
        places: pick(ids, layout.places),
        own,
        cyclic: [...(uses.get(folder.name) ?? [])].filter((other) => leadsTo(uses, other, folder.name)).sort(),
        ...(layout.envelope !== undefined && ids.includes(layout.envelope) && { envelope: layout.envelope }),
      };
      return [folder, source];
    }),
  );
}

/** Some schemas and all that they refer to. */
export function schemasFrom({ schemas }: Contract, ids: Iterable<SchemaId>): Map<SchemaId, Schema> {
  return pick([...reachable(ids, schemas)].sort(), schemas);
}

function pick<T>(ids: readonly SchemaId[], from: ReadonlyMap<SchemaId, T>): Map<SchemaId, T> {
  return new Map(
    ids.flatMap((id) => {
      const value = from.get(id);
      return value === undefined ? [] : [[id, value] as const];
    }),
  );
}

function usedFolders({ schemas }: Contract, { places }: Layout, folder: Folder): Set<string> {
  const targets = folder.schemas.flatMap(({ id }) => {
    const schema = schemas.get(id);
    return schema === undefined ? [] : referencesOf(schema);
  });
  const used = new Set(targets.map((id) => places.get(id)?.folder).filter((name) => name !== undefined));
  used.delete(folder.name);
  return used;
}

function leadsTo(uses: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const found = new Set([from]);
  for (const name of found) for (const next of uses.get(name) ?? []) found.add(next);
  return found.has(to);
}

/** The module of the JSON cursor, from a folder. */
export const cursorModule = '../json-cursor.ts';

/** What the schema printers have to know to print one module of a folder. */
export function printScope(source: FolderSource, module: FolderModule): PrintScope {
  return {
    schemas: source.schemas,
    format: source.format,
    runtime: '../runtime.ts',
    cursor: cursorModule,
    variants: module === 'decoders' ? ['open'] : ['open', 'strict'],
    locate: (id) => located(source, id, module),
  };
}

function located({ folder, places, cyclic }: FolderSource, id: SchemaId, module: FolderModule): Located | undefined {
  const place = places.get(id);
  if (place === undefined) return undefined;
  const base = place.folder === folder ? '.' : `../${place.folder}`;
  const isOwn = (other: FolderModule): boolean => base === '.' && other === module;
  return {
    name: place.name,
    ...(!isOwn('types') && { types: `${base}/types.ts` }),
    ...(!isOwn('predicates') && { predicates: `${base}/predicates.ts` }),
    ...(!isOwn('schemas') && { zodSchemas: `${base}/schemas.ts` }),
    ...(!isOwn('decoders') && { decoders: `${base}/decoders.ts` }),
    ...(cyclic.includes(place.folder) && { lazy: true }),
  };
}
