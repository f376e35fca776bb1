import { setTimeout } from 'node:timers/promises';
import type { EventContract } from '@kada-mandiya/contract';
import { allEvents, topology } from '@kada-mandiya/event-contracts';
import { createLogger } from '@kada-mandiya/logger';
import { connect } from '@kada-mandiya/rabbitmq-client';
import { brokerOfRunningShop } from '../shop/running-broker.ts';
import { whyNot, type Environment } from '../topology/named-broker.ts';
import type { Output } from '../topology/run.ts';
import { withHelp } from '../wrong-arguments.ts';
import { mockEventHelp, parseMockEventCommand, type MockEvent } from './arguments.ts';
import { makeEvents } from './make-events.ts';

/**
 * Runs the command.
 *
 * @returns its exit code: 0 all events are with the broker, 1 they are not
 */
export async function runMockEvent(args: readonly string[], environment: Environment, output: Output): Promise<number> {
  const command = parseMockEventCommand(args);
  if (command.kind === 'help') return tell(output, mockEventHelp);
  if (command.kind === 'list') return tell(output, `The events of the contracts:\n\n${allEvents.map(lineOf).join('\n')}\n\n${mockEventHelp}`);
  if (command.kind === 'wrong') return refuse(output, withHelp('mock:event', command.message));
  const contract = contractOf(command);
  if (contract === undefined) return refuse(output, unknown(command));
  try {
    return command.dryRun ? await show(contract, command, output) : await publish(contract, command, { environment, output });
  } catch (error) {
    return refuse(output, whyNot(error, environment));
  }
}

async function show(contract: EventContract, command: MockEvent, output: Output): Promise<number> {
  for await (const event of makeEvents(contract, command)) output.log(JSON.stringify(event, undefined, 2));
  return 0;
}

interface Surroundings {
  readonly environment: Environment;
  readonly output: Output;
}

async function publish(contract: EventContract, command: MockEvent, { environment, output }: Surroundings): Promise<number> {
  const logger = createLogger({ service: 'mock-event', level: 'error', destination: process.stderr });
  const messaging = await connect({ url: brokerOfRunningShop(environment), name: 'mock-event', topology, logger, connectWithinMs: 0 });
  const started = performance.now();
  try {
    const publisher = messaging.publisher();
    const sent: Promise<void>[] = [];
    let failure: unknown;
    for await (const event of makeEvents(contract, command)) {
      sent.push(publisher.publish(contract, event));
      sent.at(-1)?.catch((error: unknown) => (failure = error));
      if (command.count <= 20) output.log(`${contract.routingKey} v${contract.version}  event ${event.eventId}  correlation ${event.correlationId}`);
      if (failure !== undefined) break;
      if (command.rate !== undefined) await setTimeout(Math.max(0, started + (sent.length * 1000) / command.rate - performance.now()));
    }
    await Promise.all(sent);
    output.log(`${sent.length} published and confirmed in ${((performance.now() - started) / 1000).toFixed(2)} s`);
    return 0;
  } finally {
    await messaging.close();
  }
}

function contractOf({ routingKey, version }: MockEvent): EventContract | undefined {
  return allEvents.findLast((event) => event.routingKey === routingKey && (version === undefined || event.version === version));
}

function unknown({ routingKey, version }: MockEvent): string {
  const versions = allEvents.filter((event) => event.routingKey === routingKey).map((event) => event.version);
  if (versions.length === 0) return `the contracts have no ${routingKey}; they have ${[...new Set(allEvents.map((event) => event.routingKey))].join(', ')}`;
  return `the contracts have no version ${version ?? ''} of ${routingKey}; they have ${versions.join(', ')}`;
}

function lineOf({ routingKey, version }: EventContract): string {
  return `  ${routingKey.padEnd(24)}v${version}`;
}

function tell(output: Output, text: string): number {
  output.log(text);
  return 0;
}

function refuse(output: Output, message: string): number {
  output.error(`mock:event: ${message}`);
  return 1;
}
