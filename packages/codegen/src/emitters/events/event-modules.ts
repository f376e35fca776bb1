import type { Contract } from '../../ir/contract.ts';
import type { Emitter, PlannedFile } from '../../ir/planned-file.ts';
import { printModule } from '../../print/code.ts';
import { decodableIds, printDecoders, printPredicates, printZodSchemas } from '../../print/index.ts';
import { printContractModule } from './contract-module.ts';
import { eventsOf } from './event-contracts.ts';
import { exampleLists, printExamplesModule } from './examples-module.ts';
import { folderSources, printScope, schemasFrom } from './folder-scope.ts';
import type { FolderSource } from './folder-scope.ts';
import { printFolderIndex } from './index-module.ts';
import { layoutOf } from './layout.ts';
import type { Folder } from './layout.ts';
import { printTypesModule } from './types-module.ts';

/** The modules of each document and shared file: types, predicates, Zod schemas, and the events or examples. */
export const eventModules: Emitter = function* (contract) {
  const sources = folderSources(contract, layoutOf(contract));
  for (const [folder, source] of sources) {
    const modules = [...schemaModules(source), ...messageModules(contract, folder)];
    const names = modules.map(({ name }) => name);
    modules.push({ name: 'index', input: names, print: () => printFolderIndex(names) });
    // What a contract's \`decode\` calls; nobody else does.
    if (contract.settings.profile === 'kada-mandiya') modules.push(...decoderModule(source));
    for (const { name, ...file } of modules) yield { path: `event-contracts/src/${folder.name}/${name}.ts`, ...file };
  }
};

type Module = Pick<PlannedFile, 'input' | 'print'> & { readonly name: string };

function schemaModules(source: FolderSource): Module[] {
  if (source.own.length === 0) return [];
  return [
    { name: 'types', input: source, print: () => printTypesModule(source) },
    {
      name: 'predicates',
      input: source,
      print: () => printModule(printPredicates(printScope(source, 'predicates'), source.own)),
    },
    { name: 'schemas', input: source, print: () => printModule(printZodSchemas(printScope(source, 'schemas'), source.own)) },
  ];
}

function decoderModule(source: FolderSource): Module[] {
  const ids = decodableIds(source.schemas, source.own);
  if (ids.length === 0) return [];
  return [{ name: 'decoders', input: { source, ids }, print: () => printModule(printDecoders(printScope(source, 'decoders'), ids)) }];
}

/** Our own documents say what an event is; others have messages of all kinds, of which the examples are printed. */
function messageModules(contract: Contract, folder: Folder): Module[] {
  if (contract.settings.profile === 'kada-mandiya') {
    const events = eventsOf(contract, folder);
    if (events.length === 0) return [];
    const schemas = schemasFrom(contract, events.map(({ payload }) => payload.id));
    return [{ name: 'contract', input: { events, schemas }, print: () => printContractModule(events, schemas) }];
  }
  const lists = exampleLists(contract, folder);
  if (lists.length === 0) return [];
  const schemas = schemasFrom(contract, lists.map(({ type }) => type.id));
  const input = { folder: folder.name, lists, schemas };
  return [{ name: 'examples', input, print: () => printExamplesModule(folder.name, lists, schemas) }];
}
