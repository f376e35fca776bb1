export type HttpMethod = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace';

/** One operation of a service, as its OpenAPI document declares it; `Shape` exists in the types only. */
export interface OperationContract<Shape extends OperationShape = OperationShape> {
  readonly id: string;
  readonly method: HttpMethod;
  /** The templated path: `/orders/{orderId}`. */
  readonly path: string;
  /** Whether a caller must be signed in. */
  readonly secured: boolean;
  /** Any of them suffices; empty: no role is asked for. */
  readonly roles: readonly string[];
  readonly rateLimit?: RateLimit;
  /** Not reachable through the gateway. */
  readonly internal: boolean;
  /** The declared statuses; `4XX` and `default` are in none of them. */
  readonly statuses: readonly Shape['response']['status'][];
  /** Never set: it carries the type. */
  readonly shape?: Shape;
}

/** The contracts of all operations of an API, from their shapes by `operationId`. */
export type OperationTable<Shapes extends { readonly [Id in keyof Shapes]: OperationShape }> = {
  readonly [Id in keyof Shapes]: OperationContract<Shapes[Id]>;
};

/** At most `limit` requests in each window of `windowSeconds`, counted per caller or per network address. */
export interface RateLimit {
  readonly limit: number;
  readonly windowSeconds: number;
  readonly by: 'user' | 'address';
}

/** What an operation takes and answers. */
export interface OperationShape {
  readonly request: RequestShape;
  readonly response: ResponseShape;
}

/**
 * A validated request. An operation's own type has just the parts that it declares. Parameters have the types of
 * their schemas, not of the text they came as, and one with a `default` is always there.
 */
export interface RequestShape {
  readonly params?: object;
  readonly query?: object;
  /** Keys in lower case, as Node gives them: header names have no case (RFC 9110, section 5.1). */
  readonly headers?: object;
  readonly cookies?: object;
  /** Which of the declared media types the body has; only where an operation takes several. */
  readonly contentType?: string;
  readonly body?: unknown;
  /** The body's bytes as they were sent, for an operation that checks a signature over them (`x-raw-body`). */
  readonly rawBody?: Uint8Array;
  readonly caller?: Caller;
}

/** Who calls, as the access token says. */
export interface Caller {
  readonly id: string;
  readonly roles: readonly string[];
}

/** One of the declared answers: a union over the statuses. */
export interface ResponseShape {
  readonly status: number;
  /** May be left out where the status has one media type. */
  readonly contentType?: string;
  /** Keys in lower case. */
  readonly headers?: object;
  readonly body?: unknown;
}

/** One operation as the gateway sees it. */
export interface Route {
  readonly method: HttpMethod;
  /** The templated path: `/orders/{orderId}`. */
  readonly path: string;
  /** Who serves it. */
  readonly service: string;
  readonly operationId: string;
  readonly secured: boolean;
  readonly roles: readonly string[];
  readonly rateLimit?: RateLimit;
  /** Whether the body must reach the service byte for byte: neither parsed and printed again, nor recoded. */
  readonly rawBody: boolean;
}
