import { randomUUID } from 'node:crypto';
import { generate } from 'json-schema-faker';
import { parse } from 'yaml';
import { z } from 'zod';

const Scalar = z.record(z.string(), z.unknown());
const ScalarsFile = z.object({ components: z.object({ schemas: z.record(z.string(), Scalar) }) });
const Shown = z.object({ examples: z.array(z.unknown()).default([]), enum: z.array(z.unknown()).default([]) });

/** The schemas of specs/common/scalars.yaml by name. */
export type Scalars = Readonly<Record<string, z.infer<typeof Scalar>>>;

export function readScalars(text: string): Scalars {
  return ScalarsFile.parse(parse(text)).components.schemas;
}

/** Examples that read well where the schema has none of its own. */
const usual: Readonly<Record<string, () => unknown>> = {
  Uuid: () => randomUUID(),
  CorrelationId: () => randomUUID(),
  EmailAddress: () => 'nimali.perera@example.com',
  PersonName: () => 'Nimali Perera',
  ProductDescription: () => 'Split and skinned, from the last harvest.',
  PaymentIntentId: () => 'pi_3TleocH4i3GASX5qpSMHoQBw',
};

/** A value of a scalar: its own example, or a usual one, or one that is made up. */
export async function exampleOf(name: string, scalars: Scalars): Promise<unknown> {
  const schema = scalars[name] ?? {};
  const shown = Shown.parse(schema);
  return shown.examples[0] ?? shown.enum[0] ?? usual[name]?.() ?? (await generate(schema, { seed: 1 }));
}
