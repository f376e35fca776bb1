/** The embedded broker, told by its parent when to measure itself and when to end. */
import { startBroker } from '@kada-mandiya/embedded-broker';
import { memoryAfterCollection } from './collected-memory.ts';

const broker = await startBroker();
process.send?.({ url: broker.url });
process.on('message', () => process.send?.(memoryAfterCollection()));
process.once('disconnect', () => void broker.close());
