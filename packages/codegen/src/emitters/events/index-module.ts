import { generatedBanner } from '../../print/code.ts';
import { stringLiteral } from '../../print/literal.ts';

/** `index.ts` of a folder: all of its modules. */
export function printFolderIndex(modules: readonly string[]): string {
  const lines = modules.map((name) => `export ${name === 'types' ? 'type ' : ''}* from './${name}.ts';`);
  return `${generatedBanner}\n\n${lines.length === 0 ? 'export {};' : lines.join('\n')}\n`;
}

/** A folder with the names that its `index.ts` exports. */
export interface FolderExports {
  readonly folder: string;
  /** The name that stands for the folder where its exports cannot stand beside those of others. */
  readonly namespace: string;
  readonly names: readonly string[];
}

/** A module of the package itself, and what it exports. */
export interface ModuleExports {
  readonly module: string;
  readonly names: readonly string[];
}

/** `index.ts` of the package. Folders that export a name that others export too become namespaces. */
export function printPackageIndex(folders: readonly FolderExports[], modules: readonly ModuleExports[]): string {
  const counts = new Map<string, number>();
  for (const name of [...folders, ...modules].flatMap(({ names }) => names)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const lines = folders.map(({ folder, namespace, names }) => {
    const clashes = names.some((name) => (counts.get(name) ?? 0) > 1);
    return `export *${clashes ? ` as ${namespace}` : ''} from ${stringLiteral(`./${folder}/index.ts`)};`;
  });
  const all = [...lines, ...modules.map(({ module }) => `export * from './${module}.ts';`)];
  return `${generatedBanner}\n\n${all.length === 0 ? 'export {};' : all.join('\n')}\n`;
}
