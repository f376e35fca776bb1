/**
 * The part of the package `mssql` that this package uses, as interfaces that `mssql` satisfies. Tests put a recording
 * one in its place.
 */
export interface SqlServerClient {
  readonly ConnectionPool: new (config: SqlServerConfig) => SqlServerPool;
  readonly MAX: number;
  NVarChar(length: number): object;
  VarBinary(length: number): object;
  DateTimeOffset(scale: number): object;
  Bit(): object;
  Int(): object;
  BigInt(): object;
  Float(): object;
}

/** `mssql`'s configuration, as far as it is set here. Times are in milliseconds. */
export interface SqlServerConfig {
  readonly server: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  readonly connectionTimeout?: number;
  readonly requestTimeout?: number;
  readonly pool?: { readonly min?: number; readonly max?: number; readonly idleTimeoutMillis?: number; readonly acquireTimeoutMillis?: number };
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface SqlServerPool {
  connect(): Promise<unknown>;
  close(): Promise<void>;
  request(): SqlServerRequest;
  transaction(): SqlServerTransaction;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

export interface SqlServerTransaction {
  begin(): Promise<unknown>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  request(): SqlServerRequest;
}

export interface SqlServerRequest {
  input(name: string, type: object, value: unknown): unknown;
  query(sql: string): Promise<SqlServerAnswer>;
  /** Sends the text as it is, not through `sp_executesql`. */
  batch(sql: string): Promise<SqlServerAnswer>;
}

export interface SqlServerAnswer {
  readonly recordset?: SqlServerRecordset | undefined;
  readonly rowsAffected: readonly number[];
}

interface SqlServerRecordset extends ReadonlyArray<Record<string, unknown>> {
  readonly columns: Readonly<Record<string, { readonly type: unknown }>>;
}

/** Loads `mssql` when a SQL Server is used, and not before: it costs some 150 ms. */
export async function loadMssql(): Promise<SqlServerClient> {
  const { default: mssql } = await import('mssql');
  return mssql;
}
