import { start } from '../../../src/start.ts';

await start(async () => ({ service: (await import('../lending.ts')).lendingService() }));
