import type { Migrations } from '@kada-mandiya/database';
import { profiles } from './0001-profiles.ts';

export const migrations: Migrations = { '0001-profiles': profiles };
