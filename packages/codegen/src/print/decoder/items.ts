/** What an array has to be, and how to read one item of it. */
export interface Items {
  readonly minItems?: number;
  readonly maxItems?: number;
  /** The array's type. */
  readonly type: string;
  /** The function that reads an item. */
  readonly decoder: string;
}

/** Statements that read an array. */
export function printItems({ minItems = 0, maxItems, type, decoder }: Items): readonly string[] {
  const refusals = [
    ...(minItems === 0 ? [] : [`items.length < ${String(minItems)}`]),
    ...(maxItems === undefined ? [] : [`items.length > ${String(maxItems)}`]),
  ];
  return [
    `const items: ${type} = [];`,
    'if (!json.opensArray()) return undefined;',
    'if (!json.closesArray()) {',
    '  do {',
    `    const item = ${decoder}(json);`,
    '    if (item === undefined) return undefined;',
    '    items.push(item);',
    '  } while (json.goesOn());',
    '  if (!json.closesArray()) return undefined;',
    '}',
    refusals.length === 0 ? 'return items;' : `return ${refusals.join(' || ')} ? undefined : items;`,
  ];
}
