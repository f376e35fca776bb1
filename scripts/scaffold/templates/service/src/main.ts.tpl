import { start } from '@kada-mandiya/service-kit/start';

await start(() => import('./service.ts'));
