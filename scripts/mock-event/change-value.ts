import type { Change } from './arguments.ts';

/**
 * A copy of a JSON value with one value set; objects on the way are made where they are missing.
 *
 * @throws Error where the way leads through something that is neither an object nor an array
 */
export function changed(value: unknown, { path, value: wanted }: Change): unknown {
  return set(value, path, wanted, path.join('.'));
}

function set(value: unknown, [key, ...rest]: readonly string[], wanted: unknown, whole: string): unknown {
  if (key === undefined) return wanted;
  if (Array.isArray(value)) return setItem(value, { key, rest }, wanted, whole);
  if (value !== undefined && (typeof value !== 'object' || value === null)) throw new Error(`--set ${whole}: there is a ${value === null ? 'null' : typeof value} before ${key}`);
  const members: Readonly<Record<string, unknown>> = { ...value };
  return { ...members, [key]: set(members[key], rest, wanted, whole) };
}

function setItem(items: readonly unknown[], { key, rest }: { readonly key: string; readonly rest: readonly string[] }, wanted: unknown, whole: string): unknown {
  const index = Number(key);
  if (!/^\d+$/.test(key) || index > items.length) throw new Error(`--set ${whole}: an array of ${items.length} has no place ${key}`);
  return items.toSpliced(index, 1, set(items[index], rest, wanted, whole));
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A copy with another UUID for each; what was equal stays equal. */
export function withFreshIds(value: unknown, newId: () => string): unknown {
  const fresh = new Map<string, string>();
  const renew = (part: unknown): unknown => {
    if (typeof part === 'string') return uuid.test(part) ? (fresh.get(part) ?? remember(part)) : part;
    if (Array.isArray(part)) return part.map(renew);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, renew(item)]));
  };
  const remember = (old: string): string => {
    const id = newId();
    fresh.set(old, id);
    return id;
  };
  return renew(value);
}
