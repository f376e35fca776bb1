import { DialectAdapterBase } from 'kysely';

/** Both servers run data definition in transactions, and the migrator's own transaction holds the migration's lock. */
export abstract class TransactionalAdapter extends DialectAdapterBase {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
  override acquireMigrationLock(): Promise<void> {
    return Promise.resolve();
  }
  override releaseMigrationLock(): Promise<void> {
    return Promise.resolve();
  }
}
