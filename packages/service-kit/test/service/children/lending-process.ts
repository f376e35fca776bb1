import { run } from '../../../src/index.ts';
import { lendingService } from '../lending.ts';

await run(lendingService());
