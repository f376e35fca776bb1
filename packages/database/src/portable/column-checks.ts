import type { PortableType } from './rules/schema.ts';

/** A column's type as the server calls it, and the check that goes with it. */
export interface ServerType {
  readonly type: string;
  readonly check?: string;
}

const exact = 'collate Latin1_General_100_BIN2';

/** SQL Server checks most values by their types. */
export function sqlServerType({ name, length }: PortableType, column: string): ServerType {
  const quoted = quotedName(column);
  switch (name) {
    case 'uuid':
      return { type: 'uniqueidentifier' };
    case 'text':
      return { type: `nvarchar(${length ?? 'max'}) ${exact}` };
    case 'json':
      return { type: `nvarchar(max) ${exact}`, check: `check (isjson(${quoted}) = 1)` };
    case 'integer':
      return { type: 'int' };
    case 'boolean':
      return { type: 'bit' };
    case 'real':
      return { type: 'float' };
    case 'instant':
      return { type: 'datetimeoffset(3)' };
    default:
      return { type: 'bigint' };
  }
}

/**
 * SQLite stores any value in any column, so a check stands for the type. Its name tells the kind of error, which
 * SQLite's number (275 for every check) does not.
 */
export function sqliteType({ name, length }: PortableType, column: string): ServerType {
  const c = quotedName(column);
  const check = (kind: string, condition: string): string => `constraint ${quotedName(`${kind}_${column}`)} check (${condition})`;
  switch (name) {
    case 'uuid':
      return { type: 'text collate nocase', check: check('invalid', `${c} like '________-____-____-____-____________'`) };
    case 'text':
      return length === undefined ? { type: 'text' } : { type: 'text', check: check('too_long', `length(${c}) <= ${length}`) };
    case 'json':
      return { type: 'text', check: check('invalid', `json_valid(${c})`) };
    case 'integer':
      return { type: 'integer', check: check('out_of_range', `${c} is null or (typeof(${c}) = 'integer' and ${c} between -2147483648 and 2147483647)`) };
    case 'boolean':
      return { type: 'boolean', check: check('invalid', `${c} in (0, 1)`) };
    case 'real':
      return { type: 'real', check: check('invalid', `typeof(${c}) in ('real', 'null')`) };
    case 'instant':
      return { type: 'text', check: check('invalid', `${c} glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9].[0-9][0-9][0-9]Z'`) };
    case 'sequence':
      return { type: 'integer' };
    default:
      return { type: 'bigint', check: check('invalid', `typeof(${c}) in ('integer', 'null')`) };
  }
}

function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
