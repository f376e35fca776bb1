import { propertyKey, stringLiteral } from '../literal.ts';
import { isPlainIdentifier } from '../names.ts';

/** A declared property of an object, and what it is called in the function that reads it. */
export interface Member {
  readonly name: string;
  readonly isRequired: boolean;
  /** The variable that holds its value; undefined until it is read. */
  readonly local: string;
  readonly type: string;
  /** The function that reads its value. */
  readonly decoder: string;
  /** The constant with its key's bytes. */
  readonly key: string;
}

/** Statements that read an object: its members into their variables, in any order. They give up at another one, and at one that comes twice. */
export function printMembers(members: readonly Member[]): readonly string[] {
  const index = tellingIndex(members.map(({ name }) => keyBytes(name)));
  const cases = Map.groupBy(members, ({ name }) => keyBytes(name)[index] ?? 0);
  const loop = [
    'do {',
    `  switch (json.keyByte(${String(index)})) {`,
    ...[...cases].flatMap(([byte, sharing]) => printCase(byte, sharing)).map((line) => `    ${line}`),
    '    default:',
    '      return undefined;',
    '  }',
    '} while (json.goesOn());',
    'if (!json.closesObject()) return undefined;',
  ];
  const mayBeEmpty = members.every(({ isRequired }) => !isRequired);
  return [
    ...members.map(({ local, type }) => `let ${local}: ${type} | undefined;`),
    'if (!json.opensObject()) return undefined;',
    ...(mayBeEmpty ? ['if (!json.closesObject()) {', ...loop.map((line) => `  ${line}`), '}'] : loop),
  ];
}

function printCase(byte: number, members: readonly Member[]): readonly string[] {
  const chain = members.flatMap(({ local, decoder, key }, index) => [
    `${index === 0 ? '' : '} else '}if (${local} === undefined && json.takes(${key})) {`,
    `  ${local} = ${decoder}(json);`,
    `  if (${local} === undefined) return undefined;`,
  ]);
  return [`case 0x${byte.toString(16).padStart(2, '0')}:`, ...[...chain, '} else return undefined;', 'break;'].map((line) => `  ${line}`)];
}

/** The bytes of a key from the first within its quotes on, as JSON text has them. */
function keyBytes(name: string): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(name)}:`).subarray(1);
}

/** Where most of some keys differ from each other; the first such place. */
function tellingIndex(keys: readonly Uint8Array[]): number {
  const shortest = Math.min(...keys.map(({ length }) => length));
  const kinds = Array.from({ length: shortest }, (_, index) => new Set(keys.map((key) => key[index])).size);
  return kinds.indexOf(Math.max(...kinds));
}

/** Statements that make the object of what was read. */
export function printResult(members: readonly Member[], type: string): readonly string[] {
  const required = members.filter(({ isRequired }) => isRequired);
  const optional = members.filter(({ isRequired }) => !isRequired);
  const missing = required.map(({ local }) => `${local} === undefined`).join(' || ');
  const entry = ({ name, local }: Member): string => (name === local ? name : `${propertyKey(name)}: ${local}`);
  const object = required.length === 0 ? '{}' : `{ ${required.map(entry).join(', ')} }`;
  return [
    ...(required.length === 0 ? [] : [`if (${missing}) return undefined;`]),
    ...(optional.length === 0
      ? [`return ${object};`]
      : [
          `const value: ${type} = ${object};`,
          ...optional.map(({ name, local }) => `if (${local} !== undefined) value${access(name)} = ${local};`),
          'return value;',
        ]),
  ];
}

function access(name: string): string {
  return isPlainIdentifier(name) ? `.${name}` : `[${stringLiteral(name)}]`;
}
