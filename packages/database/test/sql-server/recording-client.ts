import type { SqlServerAnswer, SqlServerClient, SqlServerConfig, SqlServerRequest } from '../../src/sql-server/sql-server-client.ts';

/** What was sent to the server: a statement with its parameters, or the beginning or end of something. */
export interface Sent {
  readonly text: string;
  readonly parameters: Readonly<Record<string, readonly [type: string, value: unknown]>>;
}

export interface RecordingClient {
  readonly client: SqlServerClient;
  readonly configs: readonly SqlServerConfig[];
  readonly sent: readonly Sent[];
  readonly texts: () => readonly string[];
}

/** Answers a statement: rows, a count, or an error to throw. */
export type Answer = (text: string) => Partial<SqlServerAnswer> | undefined;

export function rows(columns: Readonly<Record<string, unknown>>, ...all: readonly Record<string, unknown>[]): Partial<SqlServerAnswer> {
  const described = Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, { type }]));
  return { recordset: Object.assign([...all], { columns: described }), rowsAffected: [all.length] };
}

/** An error as `mssql` throws it: `RequestError` with SQL Server's number. */
export function serverError(number: number, message = 'refused', preceding: readonly unknown[] = []): Error {
  return Object.assign(new Error(message), { name: 'RequestError', code: 'EREQUEST', number, precedingErrors: preceding });
}

export function driverError(code: string, name = 'RequestError'): Error {
  return Object.assign(new Error(code), { name, code });
}

/** Stands in for the package `mssql`: records what is sent, answers what the test says, and is as strict as `mssql`. */
export function recordingClient(answer: Answer = () => undefined): RecordingClient {
  const sent: Sent[] = [];
  const configs: SqlServerConfig[] = [];
  const send = async (text: string, parameters: Sent['parameters'] = {}): Promise<SqlServerAnswer> => {
    sent.push({ text, parameters });
    // An answer takes its time, as over a network.
    await new Promise((resolve) => setImmediate(resolve));
    return { rowsAffected: [], ...answer(text) };
  };
  const requestOf = (busy: { now: boolean }): SqlServerRequest => {
    const parameters: Record<string, readonly [string, unknown]> = {};
    const run = async (how: string, sql: string): Promise<SqlServerAnswer> => {
      if (busy.now) throw driverError('EREQINPROG', 'TransactionError');
      busy.now = true;
      try {
        return await send(how + sql, parameters);
      } finally {
        busy.now = false;
      }
    };
    return {
      input: (name, type, value) => (parameters[name] = [String(Reflect.get(type, 'sql')), value]),
      query: (sql) => run('', sql),
      batch: (sql) => run('batch: ', sql),
    };
  };
  const named = (sql: string): object => ({ sql });
  const client: SqlServerClient = {
    MAX: 65_535,
    NVarChar: (length) => named(`nvarchar(${length})`),
    VarBinary: (length) => named(`varbinary(${length})`),
    DateTimeOffset: (scale) => named(`datetimeoffset(${scale})`),
    Bit: () => named('bit'),
    Int: () => named('int'),
    BigInt: () => named('bigint'),
    Float: () => named('float'),
    ConnectionPool: class {
      constructor(config: SqlServerConfig) {
        configs.push(config);
      }
      connect = async (): Promise<void> => {
        await send(`connect ${configs.at(-1)?.database ?? ''} as ${configs.at(-1)?.user ?? ''}`);
      };
      close = async (): Promise<void> => {
        await send('close');
      };
      on = (): void => undefined;
      request = (): SqlServerRequest => requestOf({ now: false });
      transaction = (): ReturnType<InstanceType<SqlServerClient['ConnectionPool']>['transaction']> => {
        const busy = { now: false };
        const tell = async (text: string): Promise<void> => {
          if (busy.now) throw driverError('EREQINPROG', 'TransactionError');
          await send(text);
        };
        return { begin: () => tell('begin'), commit: () => tell('commit'), rollback: () => tell('rollback'), request: () => requestOf(busy) };
      };
    },
  };
  return { client, configs, sent, texts: () => sent.map(({ text }) => text) };
}
