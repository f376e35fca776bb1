import type { Migrations } from '@kada-mandiya/database';
import { orders } from './0001-orders.ts';

export const migrations: Migrations = { '0001-orders': orders };
