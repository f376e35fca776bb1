import type { JsonObject, JsonValue } from './json.ts';
import type { Origin } from './origin.ts';
import type { NamedSchema, SchemaId, SchemaSet } from './schema.ts';

/** All that the specs say, as plain data without positions; what the checks look at and the emitters print. */
export interface Contract {
  readonly settings: Settings;
  readonly eventDocuments: readonly EventDocument[];
  readonly apis: readonly Api[];
  /** Every service that an operation or an API names, by name. Empty without the house profile. */
  readonly services: readonly Service[];
  readonly schemas: SchemaSet;
}

/** What `specs/kada-codegen.yaml` switches on; without the file the profile is `none`. */
export interface Settings {
  readonly profile: 'none' | 'kada-mandiya';
  /** The npm scope of the generated packages, such as `@kada-mandiya`; without one the names stand alone. */
  readonly scope?: string;
}

/** One AsyncAPI 3 document. */
export interface EventDocument {
  /** The file's name without its extension: `order.created`. */
  readonly name: string;
  readonly origin: Origin;
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly channels: readonly Channel[];
  /** The document's component schemas and the payloads of its messages, each once, in the order of the file. */
  readonly schemas: readonly NamedSchema[];
}

/** A channel: with the house profile, one routing key. */
export interface Channel {
  readonly id: string;
  /** The routing key; null or absent where the document leaves it to run time. */
  readonly address?: string | null;
  readonly origin: Origin;
  readonly description?: string;
  readonly exchange?: Exchange;
  readonly messages: readonly Message[];
  readonly operations: readonly EventOperation[];
}

/** The exchange of a channel's AMQP binding (AsyncAPI AMQP bindings 0.3.0). */
export interface Exchange {
  readonly name: string;
  readonly type: 'topic' | 'direct' | 'fanout' | 'headers' | 'default';
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly origin: Origin;
}

/** A message of a channel: with the house profile, one version of its event. */
export interface Message {
  /** The key under the channel's `messages`: `OrderCreatedV1`. */
  readonly name: string;
  /** The message itself, which the channel may refer to. */
  readonly origin: Origin;
  /** Its entry under the channel's `messages`. */
  readonly entry: Origin;
  readonly title?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly contentType?: string;
  /** Where that is said: in the message, a trait, or for the whole document. */
  readonly contentTypeOrigin?: Origin;
  /** The whole payload; with the house profile the envelope around `data`. Absent where the message has none. */
  readonly payload?: NamedSchema;
  readonly headers?: SchemaId;
  /** The payloads of the message's examples. */
  readonly examples: readonly Example[];
  /** The headers of the message's examples. */
  readonly headerExamples: readonly Example[];
  /** What the house profile reads from the payload; absent without it or where the payload is no envelope. */
  readonly envelope?: MessageEnvelope;
}

/** The envelope of an event: its generic part, and what this message puts into it. */
export interface MessageEnvelope {
  readonly eventType: string;
  /** The version that the payload's `version` is fixed to. */
  readonly version: number;
  /** The part of the payload that fixes `eventType`, `version` and `data`: the object with these `properties`. */
  readonly origin: Origin;
  /** The shared envelope schema that the payload extends. */
  readonly base: NamedSchema;
  readonly data: NamedSchema;
}

/** An example of a message or body, as written. */
export interface Example {
  readonly name?: string;
  readonly summary?: string;
  readonly value: JsonValue;
  readonly origin: Origin;
}

/** Who sends or receives what on a channel. */
export interface EventOperation {
  readonly id: string;
  readonly origin: Origin;
  readonly action: 'send' | 'receive';
  readonly summary?: string;
  readonly description?: string;
  /** `x-service`. */
  readonly service?: string;
  /** The names of the channel's messages that it covers: all of them where the document lists none. */
  readonly messages: readonly string[];
  /** Whether the document lists the messages. */
  readonly listsMessages: boolean;
  /** `x-retry`, the operation's own or that of its traits. */
  readonly retry?: RetryPolicy;
  /** The `x-retry` that says so. */
  readonly retryOrigin?: Origin;
  /** `x-prefetch`: how many unacknowledged messages one consumer holds. */
  readonly prefetch?: number;
  /** The `x-prefetch` that says so. */
  readonly prefetchOrigin?: Origin;
}

/** The waits before the second, third … attempt, in milliseconds; after the last one the message is dead-lettered. */
export interface RetryPolicy {
  readonly delaysMs: readonly number[];
}

/** One OpenAPI document. */
export interface Api {
  /** The file's name without its extension: `order-service`. */
  readonly name: string;
  readonly origin: Origin;
  readonly title: string;
  readonly version: string;
  readonly openapi: '3.0' | '3.1';
  readonly description?: string;
  readonly operations: readonly HttpOperation[];
  /** The document's security schemes, by the names that its operations ask for them. */
  readonly securitySchemes: readonly SecurityScheme[];
  /** The document's component schemas, and those of other files that it reaches. */
  readonly schemas: readonly NamedSchema[];
  /** The document as one: other files' parts have become its own components, every `$ref` is local. */
  readonly bundled: JsonObject;
}

/** A way in which callers prove who they are (OpenAPI 3.1, Security Scheme Object), as written where it stands. */
export interface SecurityScheme {
  readonly name: string;
  readonly scheme: JsonObject;
  readonly origin: Origin;
}

export type HttpMethod = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace';

/** An operation of an API, its path item's parameters included. */
export interface HttpOperation {
  /** `operationId`, or the method and path in camel case where the document gives none. */
  readonly id: string;
  readonly origin: Origin;
  readonly method: HttpMethod;
  /** The templated path: `/orders/{orderId}`. */
  readonly path: string;
  /** The path's entry in its document. */
  readonly pathOrigin: Origin;
  readonly summary?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Body & { readonly required: boolean; readonly origin: Origin };
  readonly responses: readonly Response[];
  /** The names of the security schemes, of which each alternative needs all; empty: public. */
  readonly security: readonly (readonly string[])[];
  /** The operation's `security`, or the document's; absent where neither says anything. */
  readonly securityOrigin?: Origin;
  /** `x-roles`: any of them suffices. */
  readonly roles: readonly string[];
  /** `x-rate-limit`. */
  readonly rateLimit?: RateLimit;
  /** `x-internal`: not reachable through the gateway. */
  readonly internal: boolean;
  readonly deprecated?: true;
}

/** A parameter of an operation; one that is described by `content` has no schema here. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly schema?: SchemaId;
  /** How a list or map is written (OpenAPI, Style Values), where the document says so. */
  readonly style?: string;
  readonly explode?: boolean;
  readonly examples: readonly Example[];
  readonly origin: Origin;
}

/** A body by media type. */
export interface Body {
  readonly content: readonly MediaType[];
}

export interface MediaType {
  readonly mediaType: string;
  readonly schema?: SchemaId;
  /** The component that the schema is, where it is one by reference. */
  readonly schemaName?: string;
  readonly examples: readonly Example[];
  readonly origin: Origin;
}

export interface Response extends Body {
  /** `200`, `4XX` or `default`, as written. */
  readonly status: string;
  readonly description: string;
  readonly headers: readonly ResponseHeader[];
  readonly origin: Origin;
}

export interface ResponseHeader {
  readonly name: string;
  readonly required: boolean;
  readonly schema?: SchemaId;
  readonly examples?: readonly Example[];
  readonly origin: Origin;
}

/** At most `limit` requests in each window of `windowSeconds`, counted per caller or per network address. */
export interface RateLimit {
  readonly limit: number;
  readonly windowSeconds: number;
  readonly by: 'user' | 'address';
}

/** What one service is, as all documents together say. */
export interface Service {
  readonly name: string;
  /** The name of its `Api`, where it serves one. */
  readonly api?: string;
  readonly publishes: readonly EventUse[];
  readonly consumes: readonly EventConsumption[];
}

/** One version of one event. */
export interface EventUse {
  readonly routingKey: string;
  readonly version: number;
  /** The message's name: `OrderCreatedV1`. */
  readonly message: string;
}

export interface EventConsumption extends EventUse {
  readonly operation: string;
  readonly retry: RetryPolicy;
  readonly prefetch: number;
}
