/** What every event on the broker looks like, whatever its type: the constraint that generated envelopes meet. */
export interface EventEnvelope {
  readonly eventId: string;
  readonly eventType: string;
  readonly version: number;
  readonly occurredAt: string;
  readonly correlationId: string;
  readonly data: unknown;
}

/** One version of one event, as the specs declare it. */
export interface EventContract<E extends EventEnvelope = EventEnvelope> {
  readonly routingKey: E['eventType'];
  /** The exchange that its channel's AMQP binding names (`''`: the default one); absent where the channel has none. */
  readonly exchange?: string;
  readonly version: E['version'];
  /** The message's name in its document: `OrderCreatedV1`. */
  readonly message: string;
  /** What a consumer accepts: the declared properties are right, unknown ones are ignored. */
  readonly is: (value: unknown) => value is E;
  /**
   * Reads an event from JSON text in UTF-8 and checks it on the way: in half the time of `JSON.parse` and `is`, with the
   * same result for the events of our own publishers. Undefined: the text is something else, be it another event that
   * `is` accepts (one with undeclared properties, or with white space); parse it, and ask `is`. Absent where the schema
   * needs the whole value to be checked.
   */
  readonly decode?: (json: Uint8Array) => E | undefined;
  /** What a producer may send: as `is`, and no undeclared property anywhere. */
  readonly isStrict: (value: unknown) => value is E;
  /** Says why a consumer refuses a value; slower than `is`. */
  readonly schema: Explainer;
  /** Says why a producer may not send a value. */
  readonly strictSchema: Explainer;
  readonly examples: readonly E[];
  /** Where personal or secret fields stand. */
  readonly sensitive: readonly SensitivePath[];
  /** Whether any service consumes this event; an unroutable one is then an error (`mandatory`). */
  readonly hasReceiver: boolean;
}

/** The keys that lead to a sensitive value; `*` stands for every item of an array or every property of a map. */
export type SensitivePath = readonly string[];

/** The part of a Zod schema that explains a refusal. */
export interface Explainer {
  safeParse(
    value: unknown,
  ): { readonly success: true } | { readonly success: false; readonly error: { readonly issues: readonly EventIssue[] } };
}

/** One reason for a refusal, with the path of the failing value. */
export interface EventIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
