import type { Migrations } from '@kada-mandiya/database';
import { accounts } from './0001-accounts.ts';

export const migrations: Migrations = { '0001-accounts': accounts };
