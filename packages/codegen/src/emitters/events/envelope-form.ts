import type { Schema, SchemaId } from '../../ir/schema.ts';
import { equalSchemas } from '../../print/normal/equal.ts';
import { isModelinaSubset } from './modelina-subset.ts';
import type { SchemaContext } from './modelina-subset.ts';

/** What a payload puts into the envelope that it extends. */
export interface EnvelopeForm {
  readonly eventType: string;
  readonly version: number;
  readonly data: SchemaId;
}

/** The members of an envelope that each event says for itself; they are the parameters of its generic type. */
export const envelopeParameters = ['eventType', 'version', 'data'] as const;

/** Whether the type of a schema can be printed as the generic `Envelope<EventType, Version, Data>`. */
export function isEnvelopeBase(schema: Schema, context: SchemaContext): boolean {
  const form = context.normal(schema);
  const typeOf = (name: string): string | undefined => {
    const member = form.properties?.get(name);
    return member === undefined ? undefined : context.normal(member).types?.join();
  };
  return (
    isModelinaSubset(schema, context) &&
    form.types?.join() === 'object' &&
    typeOf('eventType') === 'string' &&
    (typeOf('version') === 'integer' || typeOf('version') === 'number') &&
    envelopeParameters.every((name) => form.required?.includes(name))
  );
}

/** What a payload puts into the envelope, where it changes nothing else in it and `data` is a schema with a name. */
export function envelopeForm(payload: Schema, envelope: Schema, context: SchemaContext): EnvelopeForm | undefined {
  const [own, base] = [context.normal(payload), context.normal(envelope)];
  if (!equalSchemas(withoutParameters(own), withoutParameters(base))) return undefined;
  const [eventType, version, data] = envelopeParameters.map((name) => {
    const member = own.properties?.get(name);
    return member === undefined ? undefined : context.normal(member);
  });
  const [[key], [number]] = [eventType?.enum ?? [], version?.enum ?? []];
  const isFixed = eventType?.enum?.length === 1 && version?.enum?.length === 1;
  if (!isFixed || typeof key !== 'string' || typeof number !== 'number') return undefined;
  if (data?.ref === undefined || context.nameOf(data.ref) === undefined) return undefined;
  return { eventType: key, version: number, data: data.ref };
}

function withoutParameters(form: Schema): Schema {
  const others = [...(form.properties ?? [])].filter(([name]) => !envelopeParameters.some((parameter) => parameter === name));
  return { ...form, properties: new Map(others) };
}
