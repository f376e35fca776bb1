import { ParameterError } from './errors.ts';

/** A decoded form: text, or names with what stands under them. Lists are maps from `0`, `1` … */
export type FormNode = string | FormMap;
export type FormMap = ReadonlyMap<string, FormNode>;

/** A form being decoded. */
type Tree = Map<string, Tree | string>;

const mostPairs = 1000;
const deepest = 8;

/**
 * Decodes `application/x-www-form-urlencoded` with nested names: `a[b][0]=c`, `a[]=c`. A name that comes twice has its last
 * value.
 *
 * @throws ParameterError for broken brackets, for a name with both text and parts, and for what is too deep or too much.
 */
export function decodeForm(text: string): FormMap {
  const form: Tree = new Map();
  let pairs = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    if (++pairs > mostPairs) throw new ParameterError({ message: `More than ${mostPairs} parameters` });
    put(form, pathOf(name), value, name);
  }
  return form;
}

/** `a[b][]` as `a`, `b` and the empty part. */
function pathOf(name: string): readonly string[] {
  const parts = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  if (parts === null) throw malformed(name);
  const path = [parts[1] ?? '', ...[...(parts[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map(([, part = '']) => part)];
  if (path.length > deepest) throw malformed(name);
  return path;
}

function put(form: Tree, path: readonly string[], value: string, name: string): void {
  let tree = form;
  for (const [depth, part] of path.entries()) {
    const key = part === '' ? String(tree.size) : part;
    const old = tree.get(key);
    if (depth === path.length - 1) {
      if (typeof old === 'object') throw malformed(name);
      tree.set(key, value);
      return;
    }
    if (typeof old === 'string') throw malformed(name);
    const below: Tree = old ?? new Map<string, Tree | string>();
    tree.set(key, below);
    tree = below;
  }
}

function malformed(name: string): ParameterError {
  return new ParameterError({ message: `Invalid parameter name: ${name.slice(0, 200)}` });
}

/** One text for equal forms, whatever the order of their pairs. */
export function canonicalForm(node: FormNode): string {
  if (typeof node === 'string') return JSON.stringify(node);
  const entries = [...node].sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${canonicalForm(value)}`).join(',')}}`;
}
