import type { Channel, ChannelModel } from 'amqplib';
import type { Topology } from '@kada-mandiya/contract';
import { reasonOf, replyCodeOf } from '../errors.ts';

/** One thing that a broker refused to declare. What was there before is left as it was. */
export interface RefusedDeclaration {
  readonly what: string;
  readonly reason: string;
  /** It exists with other properties: 406 PRECONDITION_FAILED. */
  readonly differs: boolean;
}

interface Step {
  readonly what: string;
  run(channel: Channel): Promise<unknown>;
}

/**
 * Declares exchanges, queues and bindings, in that order, and goes on after each that the broker refuses.
 *
 * @returns what was refused
 * @throws what amqplib throws when the connection is lost
 */
export async function declareTopology(model: ChannelModel, topology: Topology): Promise<readonly RefusedDeclaration[]> {
  const refused: RefusedDeclaration[] = [];
  let steps = stepsOf(topology);
  while (steps.length > 0) {
    const failure = await declareUntilRefused(model, steps);
    if (failure === undefined) break;
    refused.push(failure.refused);
    steps = steps.slice(failure.index + 1);
  }
  return refused;
}

/** All at once on one channel, which ends with the first that is refused: those behind it got no answer. */
async function declareUntilRefused(
  model: ChannelModel,
  steps: readonly Step[],
): Promise<{ readonly index: number; readonly refused: RefusedDeclaration } | undefined> {
  const channel = await model.createChannel();
  channel.on('error', () => undefined);
  const results = await Promise.allSettled(steps.map((step) => step.run(channel)));
  const index = results.findIndex((result) => result.status === 'rejected');
  const failed = results[index];
  const step = steps[index];
  if (step === undefined || failed?.status !== 'rejected') {
    await channel.close();
    return undefined;
  }
  const code = replyCodeOf(failed.reason);
  if (code === undefined) throw failed.reason;
  return { index, refused: { what: step.what, reason: reasonOf(failed.reason), differs: code === 406 } };
}

function stepsOf({ exchanges, queues, bindings }: Topology): readonly Step[] {
  return [
    ...exchanges.map(({ name, type, durable, autoDelete }) => ({
      what: `exchange "${name}"`,
      run: (channel: Channel) => channel.assertExchange(name, type, { durable, autoDelete }),
    })),
    ...queues.map((queue) => ({
      what: `queue "${queue.name}"`,
      run: (channel: Channel) =>
        channel.assertQueue(queue.name, { durable: queue.durable, arguments: { ...queue.arguments } }),
    })),
    ...bindings.map(({ exchange, queue, routingKey }) => ({
      what: `binding of queue "${queue}" to exchange "${exchange}" for "${routingKey}"`,
      run: (channel: Channel) => channel.bindQueue(queue, exchange, routingKey),
    })),
  ];
}
