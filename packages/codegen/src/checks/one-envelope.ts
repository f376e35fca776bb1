import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Contract } from '../ir/contract.ts';
import { below, keyOf } from '../ir/origin.ts';
import type { Schema } from '../ir/schema.ts';
import { isWritten, quote } from './check.ts';

/** Every event is in the same envelope, and every message has a payload. */
export function* oneEnvelope({ eventDocuments, schemas }: Contract, documents: LoadedDocuments): Iterable<Problem> {
  let shared: string | undefined;
  for (const { name, payload, envelope, origin } of eventDocuments
    .flatMap(({ channels }) => channels)
    .flatMap(({ messages }) => messages)) {
    if (payload === undefined && !isWritten(documents, origin, 'payload')) {
      yield { code: 'NOT_AN_ENVELOPE', message: `${name} has no payload`, origin: keyOf(origin) };
    }
    if (envelope === undefined) continue;
    if (shared === undefined) yield* completeEnvelope(schemas.get(envelope.base.id));
    shared ??= envelope.base.id;
    if (envelope.base.id === shared) continue;
    yield {
      code: 'NOT_AN_ENVELOPE',
      message: `${name} is in the envelope ${quote(envelope.base.id)}, other events are in ${quote(shared)}`,
      origin: keyOf(origin),
    };
  }
}

/** The fields of an envelope; services and the broker's clients rely on them. */
const fields = ['eventId', 'eventType', 'version', 'occurredAt', 'correlationId', 'data'];

function* completeEnvelope(base: Schema | undefined): Iterable<Problem> {
  if (base === undefined) return;
  const { properties, required = [], origin } = base;
  for (const field of fields) {
    if (properties?.has(field) !== true) {
      yield { code: 'NOT_AN_ENVELOPE', message: `the envelope has no property ${quote(field)}`, origin: keyOf(origin) };
    } else if (!required.includes(field)) {
      yield {
        code: 'NOT_AN_ENVELOPE',
        message: `the envelope does not require ${quote(field)}`,
        origin: keyOf(below(origin, 'required')),
      };
    }
  }
}
