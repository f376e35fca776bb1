import { runMockEvent } from './mock-event/run.ts';

process.exitCode = await runMockEvent(process.argv.slice(2), process.env, console);
