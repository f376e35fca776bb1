import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { formatDiagnostic, generate, watch, type RunResult, type Watcher } from '@kada-mandiya/codegen';

/** An OpenAPI document that is mocked. */
export interface ApiDocument {
  /** `public`, or the service. */
  readonly name: string;
  readonly file: string;
  /** As people know it. */
  readonly shown: string;
}

export interface SpecsFolder {
  /** The folder of the contracts. */
  readonly specs: string;
  /** Where the public document is made, so that it is that of the specs as they are, and `generated/` stays untouched. */
  readonly workDir: string;
}

/** The specs are broken, with a place for each fault. */
export class BrokenSpecs extends Error {}

/** The public document, and each service's own. @throws BrokenSpecs */
export async function findDocuments(folder: SpecsFolder): Promise<readonly ApiDocument[]> {
  const { specs, out } = optionsFor(folder);
  const wrong = faultsOf(await generate({ specs, out }));
  if (wrong.length > 0) throw new BrokenSpecs(wrong.join('\n'));
  const files = (await readdir(join(specs, 'openapi'))).filter((file) => file.endsWith('.yaml')).toSorted();
  const services = files.map((file) => ({ name: file.replace(/\.yaml$/, ''), file: join(specs, 'openapi', file), shown: relative('.', join(specs, 'openapi', file)) }));
  return [{ name: 'public', file: join(out, 'gateway/openapi.json'), shown: 'generated/gateway/openapi.json' }, ...services];
}

/** Makes the documents anew after each change of the specs, and tells whether anything is wrong; also once at the beginning. */
export function followSpecs(folder: SpecsFolder, onChange: (wrong: readonly string[]) => Promise<void>): Watcher {
  return watch(optionsFor(folder), (run) => onChange('failure' in run ? [run.failure] : faultsOf(run.result)));
}

function optionsFor({ specs, workDir }: SpecsFolder): { readonly specs: string; readonly out: string } {
  return { specs, out: join(workDir, 'generated') };
}

function faultsOf({ ok, diagnostics }: RunResult): readonly string[] {
  return ok ? [] : diagnostics.filter(({ severity }) => severity === 'error').map(formatDiagnostic);
}
