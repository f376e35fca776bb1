/** A value with one thing wrong in it, and what that is. */
export interface BrokenValue {
  readonly what: string;
  readonly value: unknown;
}

type Path = readonly (string | number)[];

/**
 * The ways to break a JSON value by one change: each property left out, each leaf replaced by one of another type,
 * and an undeclared property added. `turn` rotates the list, so that neighbours in a table show different mistakes.
 */
export function breakValue(value: unknown, turn: number): BrokenValue[] {
  const places = [...walk(value, [])].reverse();
  const broken = [
    ...places.map((path) => ({ what: `without ${show(path)}`, value: without(value, path) })),
    ...places.flatMap((path) => {
      const wrong = otherType(at(value, path));
      return wrong === undefined ? [] : [{ what: `${show(path)} = ${JSON.stringify(wrong)}`, value: replaced(value, path, wrong) }];
    }),
    ...(isRecord(value) ? [{ what: 'with an undeclared price', value: { ...value, price: 1 } }] : []),
  ];
  const start = broken.length === 0 ? 0 : (turn * 7) % broken.length;
  return [...broken.slice(start), ...broken.slice(0, start)];
}

/** The paths of all properties; array items are entered only once. */
function* walk(value: unknown, path: Path): Generator<Path> {
  if (Array.isArray(value)) {
    if (value.length > 0) yield* walk(value[0], [...path, 0]);
  } else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) {
      yield [...path, key];
      yield* walk(item, [...path, key]);
    }
  }
}

function otherType(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return 'yes';
  if (typeof value === 'string') return 42;
  return undefined;
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => (isRecord(inner) || Array.isArray(inner) ? Reflect.get(inner, step) : undefined), value);
}

function without(value: unknown, path: Path): unknown {
  return changed(value, path, (parent, key) => {
    Reflect.deleteProperty(parent, key);
  });
}

function replaced(value: unknown, path: Path, item: unknown): unknown {
  return changed(value, path, (parent, key) => {
    Reflect.set(parent, key, item);
  });
}

function changed(value: unknown, path: Path, change: (parent: object, key: string | number) => void): unknown {
  const copy = structuredClone(value);
  const parent = at(copy, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof parent === 'object' && parent !== null && key !== undefined) change(parent, key);
  return copy;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `data.items[0].amount`; nothing for the value itself. */
export function show(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${String(step)}]` : text === '' ? String(step) : `${text}.${String(step)}`),
    '',
  );
}
