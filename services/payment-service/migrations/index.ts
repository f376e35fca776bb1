import type { Migrations } from '@kada-mandiya/database';
import { payments } from './0001-payments.ts';

export const migrations: Migrations = { '0001-payments': payments };
