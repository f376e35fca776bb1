import { kitConfig, loadConfig, replayService } from '@kada-mandiya/service-kit';
import { createLogger } from '@kada-mandiya/logger';
import { namedOrRunningBroker } from '../shop/running-broker.ts';
import type { Environment } from '../topology/named-broker.ts';
import type { Output } from '../topology/run.ts';
import { withHelp } from '../wrong-arguments.ts';
import { parseReplayCommand, replayHelp } from './arguments.ts';
import { replayFile } from './recorded.ts';
import { loadService, serviceNames, type AnyService } from './services.ts';

/**
 * Runs the command.
 *
 * @returns its exit code: 0 all was published again, 1 it could not be done
 */
export async function runReplay(
  args: readonly string[],
  environment: Environment,
  output: Output,
  load: (name: string) => Promise<AnyService | undefined> = loadService,
): Promise<number> {
  const command = parseReplayCommand(args);
  if (command.kind === 'help') {
    output.log(replayHelp);
    return 0;
  }
  if (command.kind === 'wrong') return refuse(output, withHelp('replay', command.message));
  try {
    if (command.kind === 'replay-file') return await replayFile(command, environment, output);
    const { service: name, routingKey, since } = command;
    const service = await load(name);
    if (service === undefined) return refuse(output, `there is no service ${JSON.stringify(name)}; there are ${serviceNames().join(', ')}`);
    const logger = createLogger({ service: 'replay', level: 'error', destination: process.stderr });
    const { sent, skipped } = await replayService(service, loadConfig(kitConfig, { ...environment, AMQP_URL: namedOrRunningBroker(environment) }), { routingKey, logger, ...(since === undefined ? {} : { since }) });
    output.log(`${sent} of ${sent + skipped} ${routingKey} published again by ${name}${since === undefined ? '' : `, since ${since.toISOString()}`}`);
    if (skipped > 0) output.log(`${skipped} have a version that the contract no longer publishes; they were left out`);
    return 0;
  } catch (error) {
    return refuse(output, error instanceof Error ? error.message : String(error));
  }
}

function refuse(output: Output, message: string): number {
  output.error(`replay: ${message}`);
  return 1;
}
