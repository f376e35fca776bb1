import type { PlannedFile } from '../ir/planned-file.ts';
import type { Cache } from './cache.ts';
import { CodegenError } from './codegen-error.ts';
import { manifestName, manifestOf, printManifest } from './manifest.ts';
import { stableHasher } from './stable-hash.ts';

/**
 * The texts of all planned files, and that of the manifest, by their paths: from the cache where it has them, else
 * printed.
 *
 * @throws CodegenError naming the file where an emitter throws.
 */
export async function printFiles(plan: readonly PlannedFile[], cache: Pick<Cache, 'engine' | 'texts'>): Promise<ReadonlyMap<string, string>> {
  const hash = stableHasher();
  const texts = new Map<string, string>();
  const keys = new Set<string>();
  for (const file of plan) {
    const key = keyOf(file, cache.engine, hash);
    keys.add(key);
    const cached = cache.texts.get(key);
    const text = cached ?? (await print(file));
    if (cached === undefined) cache.texts.set(key, text);
    texts.set(file.path, text);
  }
  cache.texts.prune(keys);
  return texts.set(manifestName, printManifest(manifestOf(texts)));
}

function keyOf({ path, input }: PlannedFile, engine: string, hash: (value: unknown) => string): string {
  try {
    return hash([engine, path, input]);
  } catch (error) {
    throw new CodegenError(`the input of ${path} cannot be hashed: ${String(error)}`, { cause: error });
  }
}

async function print(file: PlannedFile): Promise<string> {
  try {
    return await file.print();
  } catch (error) {
    throw new CodegenError(`${file.path} cannot be printed: ${String(error)}`, { cause: error });
  }
}
