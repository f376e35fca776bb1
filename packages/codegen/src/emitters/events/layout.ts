import type { Contract, EventDocument } from '../../ir/contract.ts';
import { fromPointer } from '../../ir/json.ts';
import type { SchemaId, SchemaSet } from '../../ir/schema.ts';
import { predicateName, zodSchemaName } from '../../print/index.ts';
import { freeName, nameGiver, nameScope, toTypeName } from './identifiers.ts';
import type { NameScope } from './identifiers.ts';
import { referencesOf } from './references.ts';

/** Where in the package the code of each schema stands. */
export interface Layout {
  readonly folders: readonly Folder[];
  /** Every schema that has a name in the code. */
  readonly places: ReadonlyMap<SchemaId, Place>;
  /** The schema that all events extend, where there is one; its type is generic. */
  readonly envelope?: SchemaId;
}

/** A folder under `src`: a spec file, be it a document or one that documents refer to. */
export interface Folder {
  readonly name: string;
  /** The spec file, relative to the specs folder. */
  readonly file: string;
  /** Absent for a file that is no document itself. */
  readonly document?: EventDocument;
  readonly schemas: readonly Place[];
}

/** A named schema's name in the code and its folder. */
export interface Place {
  readonly id: SchemaId;
  /** Of the type; `is<Name>` and `<Name>Schema` follow from it. */
  readonly name: string;
  readonly folder: string;
}

/** The names that come with a schema's name. */
export function derivedNames(name: string): string[] {
  return [predicateName(name), predicateName(name, 'strict'), zodSchemaName(name), zodSchemaName(name, 'strict')];
}

const layouts = new WeakMap<Contract, Layout>();

/** The layout of a contract, made once. */
export function layoutOf(contract: Contract): Layout {
  const layout = layouts.get(contract) ?? layOut(contract);
  layouts.set(contract, layout);
  return layout;
}

/** Gives every document and every file that documents refer to a folder, and every schema in it a name. */
function layOut(contract: Contract): Layout {
  const envelope = envelopeOf(contract);
  const listed = contract.eventDocuments.flatMap(({ schemas }) => schemas.map(({ id }) => id));
  const idsByFile = Map.groupBy(reachable(listed, contract.schemas), fileOf);
  const folderName = nameGiver();
  const documents = contract.eventDocuments.map((document) => {
    return { name: folderName(toFolderName(document.name)), file: document.origin.file, document };
  });
  const files = new Set(documents.map(({ file }) => file));
  const shared = [...idsByFile.keys()].filter((file) => !files.has(file)).sort();
  const folders = [
    ...shared.map((file): { name: string; file: string; document?: EventDocument } => {
      return { name: folderName(sharedFolderName(file, envelope)), file };
    }),
    ...documents,
  ].map((folder) => ({ ...folder, ids: idsByFile.get(folder.file)?.toSorted() ?? [] }));
  const names = nameAll(folders, contract.schemas);
  const placed = folders.map(({ ids, ...folder }): Folder => {
    const schemas = ids.map((id): Place => ({ id, name: names.get(id) ?? '_', folder: folder.name }));
    return { ...folder, schemas: schemas.sort((left, right) => (left.name < right.name ? -1 : 1)) };
  });
  const places = new Map(placed.flatMap(({ schemas }) => schemas.map((place) => [place.id, place] as const)));
  return { folders: placed, places, ...(envelope !== undefined && { envelope }) };
}

function sharedFolderName(file: string, envelope: SchemaId | undefined): string {
  if (envelope !== undefined && file === fileOf(envelope)) return 'envelope';
  return toFolderName(withoutExtension(file).replace(/^asyncapi\//, ''));
}

function envelopeOf({ eventDocuments }: Contract): SchemaId | undefined {
  const messages = eventDocuments.flatMap(({ channels }) => channels.flatMap((channel) => channel.messages));
  return messages.find((message) => message.envelope !== undefined)?.envelope?.base.id;
}

/**
 * A name for every schema of every folder. What one folder's code mentions, its own schemas and those of others, has
 * different names; apart from that folders do not disturb each other. Names that are fine as they are come first, so
 * that no other one takes theirs; where another file has taken a name, the file's own goes before it.
 */
function nameAll(
  folders: readonly (Pick<Folder, 'file' | 'document'> & { readonly ids: readonly SchemaId[] })[],
  schemas: SchemaSet,
): Map<SchemaId, string> {
  const scopes = new Map<SchemaId, NameScope[]>();
  for (const { ids } of folders) {
    const scope = nameScope(derivedNames);
    for (const id of reachable(ids, schemas)) scopes.set(id, [...(scopes.get(id) ?? []), scope]);
  }
  const names = new Map<SchemaId, string>();
  for (const { file, document, ids } of folders) {
    const named = new Map(document?.schemas.map(({ id, name }) => [id, name]));
    const wishes = ids.map((id) => ({ id, wish: named.get(id) ?? nameByPointer(id) }));
    const { fine = [], other = [] } = Object.groupBy(wishes, ({ wish }) => (toTypeName(wish) === wish ? 'fine' : 'other'));
    const own = nameScope(derivedNames);
    for (const { id, wish } of [...fine, ...other]) {
      const [short, long] = [toTypeName(wish), toTypeName(`${baseName(file)}-${wish}`)];
      const name = freeName(own.isFree(short) ? [short, long] : [short], scopes.get(id) ?? []);
      own.occupy(name);
      names.set(id, name);
    }
  }
  return names;
}

/** Every schema that is referred to from some, at any depth, and those themselves. */
export function reachable(from: Iterable<SchemaId>, schemas: SchemaSet): Set<SchemaId> {
  const found = new Set<SchemaId>(from);
  for (const id of found) {
    const schema = schemas.get(id);
    if (schema !== undefined) for (const target of referencesOf(schema)) found.add(target);
  }
  return found;
}

function fileOf(id: SchemaId): string {
  return id.split('#', 1)[0] ?? id;
}

function withoutExtension(file: string): string {
  return file.replace(/\.(?:ya?ml|json)$/i, '');
}

/** The name of a schema that no document lists: its key where it is a component, else its way from there. */
function nameByPointer(id: SchemaId): string {
  const pointer = id.slice(fileOf(id).length + 1).replace(/~(?![01]).*$/, '');
  const steps = fromPointer(pointer);
  const container = steps.findLastIndex((step) => ['schemas', 'definitions', '$defs'].includes(step));
  const telling = steps.slice(container + 1).filter((step) => !['properties', 'items', 'payload'].includes(step));
  return telling.join('-') || baseName(fileOf(id));
}

function baseName(file: string): string {
  return withoutExtension(file.slice(file.lastIndexOf('/') + 1));
}

/** A text as a folder name that every file system takes: no separators, no device names, not too long. */
export function toFolderName(text: string): string {
  const plain = text
    .normalize('NFC')
    .replaceAll('/', '-')
    .replace(/[^\p{L}\p{Mn}\p{Mc}\p{Nd}._-]/gu, '_')
    .replace(/^\.+|\.+$/g, '_');
  const short = Array.from(plain).slice(0, 60).join('');
  return /^(?:con|prn|aux|nul|com\d|lpt\d)?(?:\.|$)/i.test(short) || /\.ts$/i.test(short) ? `_${short}_` : short;
}
