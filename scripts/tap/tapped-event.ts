import type { EventContract, EventEnvelope } from '@kada-mandiya/contract';
import { payloadOf } from '../dlq/payload.ts';

/** A message that passed, as the contracts see it. */
export interface TappedEvent {
  readonly routingKey: string;
  readonly at: Date;
  /** What its envelope says, beside its data; `undefined`: it has not even an envelope. */
  readonly envelope?: Omit<EventEnvelope, 'data'>;
  /** Nothing: it is what its contract says. */
  readonly faults: readonly string[];
  /** From `occurredAt` to here, in milliseconds; the two clocks may differ. */
  readonly ageMs?: number;
  readonly bytes: number;
  /** What may be shown of it. */
  readonly payload: unknown;
}

export interface Passing {
  readonly routingKey: string;
  readonly content: Buffer;
  readonly at: Date;
}

export interface Judging {
  readonly contracts: readonly EventContract[];
  /** Whether what is marked sensitive is shown too. */
  readonly reveal: boolean;
}

/** Judges a message by the contracts: its routing key, its version, its content. */
export function tappedEvent({ routingKey, content, at }: Passing, { contracts, reveal }: Judging): TappedEvent {
  const envelope = envelopeIn(content);
  const contract = contracts.find((one) => one.routingKey === routingKey && one.version === envelope?.version);
  const faults = envelope === undefined ? ['is no event: the envelope is missing or broken'] : faultsOf({ routingKey, envelope, contract, contracts });
  const payload = payloadOf(content, { sensitive: contract?.sensitive ?? [], valid: faults.length === 0 }, { reveal, events: contracts });
  return {
    routingKey,
    at,
    faults,
    bytes: content.length,
    payload: 'json' in payload ? payload.json : payload.text,
    ...(envelope === undefined ? {} : told(envelope, at)),
  };
}

/** What of an envelope is no secret. */
function told({ eventId, eventType, version, occurredAt, correlationId }: EventEnvelope, at: Date): Pick<TappedEvent, 'envelope' | 'ageMs'> {
  const ageMs = at.getTime() - Date.parse(occurredAt);
  return { envelope: { eventId, eventType, version, occurredAt, correlationId }, ...(Number.isNaN(ageMs) ? {} : { ageMs }) };
}

/** A message as `--record` keeps it, whole: to be published again. */
export function recordOf(routingKey: string, content: Buffer, at: Date): object {
  return { at: at.toISOString(), routingKey, event: envelopeIn(content) ?? content.toString('base64') };
}

interface Judged {
  readonly routingKey: string;
  readonly envelope: EventEnvelope;
  readonly contract: EventContract | undefined;
  readonly contracts: readonly EventContract[];
}

function faultsOf({ routingKey, envelope, contract, contracts }: Judged): readonly string[] {
  if (contract === undefined) {
    const versions = contracts.filter((one) => one.routingKey === routingKey).map(({ version }) => version);
    return [versions.length === 0 ? 'no contract knows this routing key' : `no contract has version ${envelope.version} (they have ${versions.join(', ')})`];
  }
  if (contract.is(envelope)) return [];
  const result = contract.schema.safeParse(envelope);
  return result.success ? ['is not what its contract says'] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function envelopeIn(content: Buffer): EventEnvelope | undefined {
  try {
    const value: unknown = JSON.parse(content.toString('utf8'));
    return isEnvelope(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEnvelope(value: unknown): value is EventEnvelope {
  if (typeof value !== 'object' || value === null || !('data' in value)) return false;
  const members: Readonly<Record<string, unknown>> = { ...value };
  return ['eventId', 'eventType', 'occurredAt', 'correlationId'].every((name) => typeof members[name] === 'string') && typeof members.version === 'number';
}
