import type { Migrations } from '@kada-mandiya/database';
import { orders } from './0001-orders.ts';
import { placementsByAge } from './0002-placements-by-age.ts';

export const migrations: Migrations = { '0001-orders': orders, '0002-placements-by-age': placementsByAge };
