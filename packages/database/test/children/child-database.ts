import { openDatabase, type Database } from '../../src/index.ts';
import { shopMigrations, type Shop } from '../shop.ts';
import type { Place } from '../../src/testing/index.ts';

/** The database that the parent process names, by name, folder and address. */
export function openFromArgument(): Promise<Database<Shop>> {
  const [, , name = '', dataDir, url] = process.argv;
  const place: Place = { name, dataDir, url };
  return openDatabase<Shop>({ ...place, migrations: shopMigrations });
}

/** Tells the parent, one line each, and resolves when it is told. */
export function tell(message: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${message}\n`, () => resolve()));
}
