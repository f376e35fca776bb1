import { randomInt, randomUUID } from 'node:crypto';
import type { EventContract, EventEnvelope } from '@kada-mandiya/contract';
import { createEnvelope } from '@kada-mandiya/rabbitmq-client';
import type { MockEvent } from './arguments.ts';
import { changed, withFreshIds } from './change-value.ts';
import { makerFor } from './made-up-data.ts';

/**
 * The events that a command asks for, one after the other, each with an id, a time and a correlation id of its own.
 *
 * @throws Error where one is not what the contract lets a producer send, with the path of each fault
 */
export async function* makeEvents(contract: EventContract, { changes, generate, seed, freshIds, count }: MockEvent): AsyncGenerator<EventEnvelope> {
  const make = generate ? await makerFor(contract) : () => Promise.resolve(exampleOf(contract).data);
  const first = seed ?? randomInt(2 ** 32);
  for (let number = 0; number < count; number += 1) {
    const made = await make(first + number);
    const data = freshIds && !generate ? withFreshIds(made, randomUUID) : made;
    const event = changes.reduce<unknown>(changed, createEnvelope(contract, data));
    if (!contract.isStrict(event)) throw new Error(`this is no ${contract.message}:\n${faults(contract, event)}`);
    yield event;
  }
}

function exampleOf({ examples, message }: EventContract): EventEnvelope {
  const [example] = examples;
  if (example === undefined) throw new Error(`the contract has no example of ${message}: --generate makes data up`);
  return example;
}

function faults({ strictSchema }: EventContract, event: unknown): string {
  const result = strictSchema.safeParse(event);
  return result.success ? '' : result.error.issues.map(({ path, message }) => `  ${path.join('.') || 'the event'}: ${message}`).join('\n');
}
