import { createLogger } from '@kada-mandiya/logger';
import { ConfigError, createRunning, stopOnSignals } from '@kada-mandiya/service-kit';
import { loadGatewayConfig } from './config.ts';
import { startGateway } from './gateway.ts';
import { gatheredLines } from './log-lines.ts';

async function main(): Promise<void> {
  const { options, logLevel, stopWithinMs } = loadGatewayConfig(process.env);
  const logger = createLogger({ service: 'gateway', level: logLevel, destination: gatheredLines() });
  const running = createRunning({ logger, stopWithinMs });
  const gateway = await startGateway({ ...options, logger });
  running.started({ name: 'http', stop: (within) => gateway.stop(within) });
  stopOnSignals(running);
  logger.info({ url: gateway.url, upstreams: options.upstreams }, 'the gateway is ready for requests');
  process.exitCode = (await running.ended) ? 0 : 1;
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else createLogger({ service: 'gateway' }).error({ error }, 'the gateway could not start');
  process.exitCode = 1;
});
