import type { Migrations } from '@kada-mandiya/database';
import { {{things}} } from './0001-{{path}}.ts';

export const migrations: Migrations = { '0001-{{path}}': {{things}} };
