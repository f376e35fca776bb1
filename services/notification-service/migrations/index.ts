import type { Migrations } from '@kada-mandiya/database';
import { notifications } from './0001-notifications.ts';

export const migrations: Migrations = { '0001-notifications': notifications };
