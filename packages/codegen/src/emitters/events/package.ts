import type { Contract } from '../../ir/contract.ts';
import type { Emitter } from '../../ir/planned-file.ts';
import { printJsonCursor, printRuntime } from '../../print/index.ts';
import { planPackageFiles } from '../http/package-files.ts';
import { eventsOf } from './event-contracts.ts';
import type { EventEntry } from './event-contracts.ts';
import { exampleLists } from './examples-module.ts';
import { nameGiver, toConstantName } from './identifiers.ts';
import { printPackageIndex } from './index-module.ts';
import type { FolderExports } from './index-module.ts';
import { derivedNames, layoutOf } from './layout.ts';
import type { Folder } from './layout.ts';
import { printReadme } from './readme.ts';
import { printRegistryModule } from './registry-module.ts';
import { printTypeTest } from './type-test.ts';

/** What the package consists of besides the modules of its folders. */
export const eventPackage: Emitter = function* (contract) {
  if (contract.eventDocuments.length === 0) return;
  const { folders } = layoutOf(contract);
  const isHouse = contract.settings.profile === 'kada-mandiya';
  const events = isHouse ? folders.flatMap((folder) => eventsOf(contract, folder)) : [];
  yield* packageFiles(contract, events);
  yield { path: 'event-contracts/src/runtime.ts', input: null, print: printRuntime };
  if (isHouse) {
    yield { path: 'event-contracts/src/json-cursor.ts', input: null, print: printJsonCursor };
    const entries = events.map(({ constant, folder, routingKey, version }) => ({ constant, folder, routingKey, version }));
    yield { path: 'event-contracts/src/registry.ts', input: entries, print: () => printRegistryModule(entries) };
  }
  const exported = folderExports(contract);
  const modules = isHouse ? packageModules : [];
  const input = { exported, modules };
  yield { path: 'event-contracts/src/index.ts', input, print: () => printPackageIndex(exported, modules) };
};

/** The modules beside the folders, and what they export. */
const packageModules = [
  { module: 'registry', names: ['RoutingKey', 'VersionOf', 'EventOf', 'EventData', 'allEvents', 'events'] },
  { module: 'topology', names: ['topology'] },
];

function folderExports(contract: Contract): FolderExports[] {
  const exports = layoutOf(contract).folders.map((folder) => ({ folder: folder.name, names: exportedNames(contract, folder) }));
  const nameFor = nameGiver();
  for (const name of new Set([...packageModules, ...exports].flatMap(({ names }) => names))) nameFor(name);
  return exports.map((one) => ({ ...one, namespace: nameFor(toConstantName(one.folder)) }));
}

/** A module per folder that compiles only if its types and validators agree. */
export const eventTypeTests: Emitter = function* (contract) {
  for (const { name: folder, schemas } of layoutOf(contract).folders) {
    const names = schemas.map(({ name }) => name);
    if (names.length === 0) continue;
    const input = { folder, names };
    yield { path: `event-contracts/test/types/${folder}.ts`, input, print: () => printTypeTest(folder, names) };
  }
};

function packageFiles(contract: Contract, events: readonly EventEntry[]): ReturnType<typeof planPackageFiles> {
  const isHouse = contract.settings.profile === 'kada-mandiya';
  return planPackageFiles(contract, {
    folder: 'event-contracts',
    description: 'The types, validators and examples of all events, from their AsyncAPI documents',
    exports: new Map([
      ['.', './src/index.ts'],
      ...layoutOf(contract).folders.map(({ name }) => [`./${name}`, `./src/${name}/index.ts`] as const),
      // Without Zod, for those who only ask whether.
      ['./*/predicates', './src/*/predicates.ts'],
      // Without the events, for those who only declare where they go.
      ...(isHouse ? ([['./topology', './src/topology.ts']] as const) : []),
    ]),
    dependencies: { ...(isHouse && { '@kada-mandiya/contract': '0.1.0' }), zod: '4.6.7' },
    readme: printReadme(contract, events),
  });
}

function exportedNames(contract: Contract, folder: Folder): string[] {
  const isHouse = contract.settings.profile === 'kada-mandiya';
  const values = isHouse ? eventsOf(contract, folder) : exampleLists(contract, folder);
  return [
    ...folder.schemas.flatMap(({ name }) => [name, ...derivedNames(name)]),
    ...values.map(({ constant }) => constant),
  ].sort();
}
