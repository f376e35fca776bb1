import type { Contract } from '../../ir/contract.ts';
import type { JsonObject } from '../../ir/json.ts';
import type { PlannedFile } from '../../ir/planned-file.ts';

/** A generated package. */
export interface GeneratedPackage {
  readonly folder: string;
  /** Without the scope; the folder's where absent. */
  readonly name?: string;
  readonly description: string;
  /** The modules under `src` by subpath: `.` is `index.ts`. */
  readonly exports: ReadonlyMap<string, string>;
  /** Files to publish besides the built sources. */
  readonly files?: readonly string[];
  /** Versions of what it imports, generated packages by their name with the scope. */
  readonly dependencies: JsonObject;
  /** Under the name as heading. */
  readonly readme: string;
}

/** The version of every generated package. */
export const packageVersion = '0.1.0';

/** `@kada-mandiya/http-contracts`, or the bare name where the specs name no scope. */
export function packageName({ settings }: Contract, folder: string): string {
  return settings.scope === undefined ? folder : `${settings.scope}/${folder}`;
}

/** A package's `package.json` and README. */
export function* planPackageFiles(contract: Contract, generated: GeneratedPackage): Generator<PlannedFile> {
  const name = packageName(contract, generated.name ?? generated.folder);
  const manifest = manifestOf(contract, name, generated);
  yield {
    path: `${generated.folder}/package.json`,
    input: manifest,
    print: () => `${JSON.stringify(manifest, undefined, 2)}\n`,
  };
  const readme = `# ${name}\n\n${generated.readme.trim()}\n`;
  yield { path: `${generated.folder}/README.md`, input: readme, print: () => readme };
}

/** Our own packages are published as JavaScript, which `prepack` makes; elsewhere the sources are what there is. */
function manifestOf({ settings }: Contract, name: string, generated: GeneratedPackage): JsonObject {
  const isHouse = settings.profile === 'kada-mandiya';
  const scripts = { prepack: 'node ../../scripts/pack/prepack.ts', postpack: 'node ../../scripts/pack/postpack.ts' };
  return {
    name,
    version: packageVersion,
    description: generated.description,
    ...(isHouse ? { license: 'MIT' } : { private: true }),
    type: 'module',
    ...(isHouse ? { engines: { node: '>=24' } } : {}),
    sideEffects: false,
    exports: Object.fromEntries(generated.exports),
    ...(isHouse ? { files: ['dist', ...(generated.files ?? [])], scripts } : {}),
    dependencies: generated.dependencies,
  };
}
