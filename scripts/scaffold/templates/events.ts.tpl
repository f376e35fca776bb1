import type { {{Contract}} } from '@kada-mandiya/service-contracts/{{service}}';
import type { ServiceReactions } from '@kada-mandiya/service-kit';
import type { {{Thing}}Reads, {{Thing}}Store } from './store.ts';

export const reactions: ServiceReactions<{{Contract}}, {{Thing}}Store, {{Thing}}Reads> = {};
