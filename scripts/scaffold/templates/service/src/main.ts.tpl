import { run } from '@kada-mandiya/service-kit';
import { service } from './service.ts';

await run(service);
