/** The parts of an answer ([MS-TDS] 2.2.7). */

export type ColumnType = 'bigint' | 'bit' | 'instant' | 'int' | 'text' | 'uuid';

type Value = string | number | boolean | null | undefined;
export type Row = Readonly<Record<string, Value>>;

export interface ServerError {
  readonly number: number;
  readonly message: string;
  /** 11 to 16: the statement or its batch; from 20 on the connection ends. */
  readonly severity: number;
}

const byte = (value: number): Buffer => Buffer.from([value]);
const uint16 = (value: number): Buffer => Buffer.from(new Uint16Array([value]).buffer);
const uint32 = (value: number): Buffer => Buffer.from(new Uint32Array([value]).buffer);
const uint64 = (value: bigint): Buffer => Buffer.from(new BigUint64Array([value]).buffer);
const text = (value: string): Buffer => Buffer.from(value, 'utf16le');
const shortText = (value: string): Buffer => Buffer.concat([byte(value.length), text(value)]);
const longText = (value: string): Buffer => Buffer.concat([uint16(value.length), text(value)]);
const measured = (token: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([byte(token), uint16(body.length), body]);
};

export function loginAck(): Buffer {
  return measured(0xad, byte(1), Buffer.from([0x74, 0, 0, 4]), shortText('stand-in'), Buffer.from([16, 0, 0, 0]));
}

export function databaseChange(name: string): Buffer {
  return measured(0xe3, byte(1), shortText(name), shortText('master'));
}

const changes = { begun: 8, committed: 9, rolledBack: 10 } as const;

/** The descriptor names a transaction: new when it begins, old when it ends. */
export function transactionChange(what: keyof typeof changes, descriptor: bigint): Buffer {
  const named = Buffer.concat([byte(8), uint64(descriptor)]);
  const [now, before] = what === 'begun' ? [named, byte(0)] : [byte(0), named];
  return measured(0xe3, byte(changes[what]), now, before);
}

export function errorToken({ number, message, severity }: ServerError): Buffer {
  return measured(0xaa, uint32(number), byte(1), byte(severity), longText(message), shortText('stand-in'), shortText(''), uint32(1));
}

/** The last of a statement (`inProc`) or of an answer. */
export function done({ inProc = false, count, failed = false, attention = false }: { inProc?: boolean; count?: number; failed?: boolean; attention?: boolean } = {}): Buffer {
  const status = (inProc ? 0x01 : 0) | (count === undefined ? 0 : 0x10) | (failed ? 0x02 : 0) | (attention ? 0x20 : 0);
  return Buffer.concat([byte(inProc ? 0xff : 0xfd), uint16(status), uint16(0), uint64(BigInt(count ?? 0))]);
}

const collation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);
const typeInfo: Readonly<Record<ColumnType, Buffer>> = {
  bigint: Buffer.from([0x26, 8]),
  bit: Buffer.from([0x68, 1]),
  instant: Buffer.from([0x2b, 3]),
  int: Buffer.from([0x26, 4]),
  text: Buffer.concat([Buffer.from([0xe7]), uint16(8000), collation]),
  uuid: Buffer.from([0x24, 16]),
};

export function columnsToken(columns: Readonly<Record<string, ColumnType>>): Buffer {
  const all = Object.entries(columns);
  const described = all.map(([name, type]) => Buffer.concat([uint32(0), uint16(1), typeInfo[type], shortText(name)]));
  return Buffer.concat([byte(0x81), uint16(all.length), ...described]);
}

export function rowToken(columns: Readonly<Record<string, ColumnType>>, row: Row): Buffer {
  return Buffer.concat([byte(0xd1), ...Object.entries(columns).map(([name, type]) => valueOf(type, row[name] ?? null))]);
}

function valueOf(type: ColumnType, value: NonNullable<Value> | null): Buffer {
  if (value === null) return type === 'text' ? uint16(0xffff) : byte(0);
  switch (type) {
    case 'bigint':
      return Buffer.concat([byte(8), uint64(BigInt.asUintN(64, BigInt(String(value))))]);
    case 'bit':
      return Buffer.from([1, value === true ? 1 : 0]);
    case 'int':
      return Buffer.concat([byte(4), uint32(Number(value) >>> 0)]);
    case 'uuid':
      return Buffer.concat([byte(16), uuidBytes(String(value))]);
    case 'instant':
      return instantBytes(new Date(String(value)));
    default:
      return Buffer.concat([uint16(String(value).length * 2), text(String(value))]);
  }
}

/** The first three groups have their bytes in the other order. */
function uuidBytes(uuid: string): Buffer {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** `datetimeoffset(3)`: milliseconds of the day in 4 bytes, days since the year 1 in 3, minutes from UTC in 2. */
function instantBytes(at: Date): Buffer {
  const days = Math.floor(at.getTime() / 86_400_000);
  const bytes = Buffer.alloc(10);
  bytes.writeUInt8(9, 0);
  bytes.writeUInt32LE(at.getTime() - days * 86_400_000, 1);
  bytes.writeUIntLE(days + 719_162, 5, 3);
  bytes.writeInt16LE(0, 8);
  return bytes;
}
