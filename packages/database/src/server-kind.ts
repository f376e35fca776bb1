import type { Dialect } from 'kysely';

/** Which server a database is on. */
export type ServerKind = 'sqlite' | 'sqlserver';

/** A server that is connected. */
export interface OpenedServer {
  readonly kind: ServerKind;
  readonly dialect: Dialect;
  /** Whose transactions are not durable at once; absent where there is no such thing. */
  readonly hastyDialect?: Dialect;
  close(): Promise<void>;
}
