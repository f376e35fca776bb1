import type { Migrations } from '@kada-mandiya/database';
import { catalogue } from './0001-catalogue.ts';

export const migrations: Migrations = { '0001-catalogue': catalogue };
