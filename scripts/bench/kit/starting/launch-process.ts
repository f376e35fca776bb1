/** Launches order-service, tells the parent process how long that took, and ends. */
import { launch, loadConfig } from '@kada-mandiya/service-kit';
import { service } from '../../../../services/order-service/src/service.ts';

const before = process.cpuUsage();
const started = performance.now();
const running = await launch(service, loadConfig(service.config, process.env));
const milliseconds = performance.now() - started;
const { user, system } = process.cpuUsage(before);
process.send?.({ milliseconds, processorMs: (user + system) / 1000 });
await running.stop();
process.disconnect();
