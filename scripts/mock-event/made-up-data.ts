import { resolve } from 'node:path';
import { dereference } from '@apidevtools/json-schema-ref-parser';
import type { EventContract } from '@kada-mandiya/contract';
import { generate, type GenerateOptions } from 'json-schema-faker';
import { z } from 'zod';

const specs = resolve(import.meta.dirname, '../../specs/asyncapi');

const Document = z.object({ components: z.object({ messages: z.record(z.string(), z.object({ payload: z.record(z.string(), z.unknown()) })) }) });
const Event = z.object({ data: z.unknown() });

/** A moment of the last years, as `toISOString` writes it: RFC 3339 has more ways, the contracts have this one. */
const formats: NonNullable<GenerateOptions['formats']> = {
  'date-time': (random) => new Date(random.int(Date.UTC(2024, 0, 1), Date.UTC(2026, 0, 1))).toISOString(),
};

/** Makes up `data` that an event's schema allows; the same again for the same seed. */
export type Maker = (seed: number) => Promise<unknown>;

/**
 * A maker for one event, from its document under `specs/`.
 *
 * @throws Error where the document has no such message
 */
export async function makerFor({ routingKey, message }: Pick<EventContract, 'routingKey' | 'message'>, folder = specs): Promise<Maker> {
  const document = Document.parse(await dereference(resolve(folder, `${routingKey}.yaml`)));
  const schema = document.components.messages[message]?.payload;
  if (schema === undefined) throw new Error(`${routingKey}.yaml has no message ${message}`);
  return async (seed) => Event.parse(await generate(schema, { seed, formats })).data;
}
