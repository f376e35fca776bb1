import type { Node } from './node.ts';

/** Sections and keywords that hold things by name. */
const holders = new Set([
  'schemas',
  '$defs',
  'definitions',
  'properties',
  'patternProperties',
  'responses',
  'parameters',
  'headers',
  'messages',
  'requestBodies',
  'examples',
  'links',
  'callbacks',
  'securitySchemes',
  'pathItems',
]);

/**
 * The name of what a reference leads to: `Uuid` for `scalars.yaml#/components/schemas/Uuid`, with the names above it
 * where it is a part of something (`Order_lines` for `#/components/schemas/Order/properties/lines`), the file's name
 * for a whole file.
 */
export function lastName(node: Pick<Node, 'file' | 'path'>): string {
  const names: string[] = [];
  let held = false;
  for (const step of node.path.map(String)) {
    if (!held && (step === 'components' || holders.has(step))) {
      held = step !== 'components';
      continue;
    }
    names.push(step);
    held = false;
  }
  if (names.length === 0) return baseName(node.file);
  return names.length === 1 ? names[0] ?? '' : names.join('_').replace(/[^\p{L}\p{N}._-]+/gu, '_');
}

/** The name of a file without folder and extension. */
export function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.(?:ya?ml|json)$/i, '');
}

/**
 * A name for each of some files: the base name, or with its folders where two files share it
 * (`orders/asyncapi.yaml` is then `orders.asyncapi`).
 */
export function documentNames(files: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const file of files) {
    counts.set(baseName(file).toLowerCase(), (counts.get(baseName(file).toLowerCase()) ?? 0) + 1);
  }
  return new Map(
    files.map((file) => {
      const name = baseName(file);
      const folders = file.split('/').slice(0, -1);
      return [file, (counts.get(name.toLowerCase()) ?? 0) > 1 ? [...folders, name].join('.') : name];
    }),
  );
}

/** A name that is not among those taken: itself, or with the first number that makes it one; it is then taken. */
export function freshName(name: string, taken: Set<string>): string {
  let fresh = name;
  for (let number = 2; taken.has(fresh); number += 1) fresh = `${name}${String(number)}`;
  taken.add(fresh);
  return fresh;
}
