import type { Dialect } from 'kysely';

/** Which server a database is on. */
export type ServerKind = 'sqlite' | 'sqlserver';

/** A server that is connected. */
export interface OpenedServer {
  readonly kind: ServerKind;
  readonly dialect: Dialect;
  close(): Promise<void>;
}
