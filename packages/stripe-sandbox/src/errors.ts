export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

/** The `error` of an answer, as https://docs.stripe.com/api/errors has it. */
export interface ErrorBody {
  readonly type: ErrorType;
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly doc_url?: string;
  readonly param?: string;
  readonly charge?: string;
  readonly payment_intent?: object;
  readonly payment_method?: object;
}

interface ApiErrorOptions extends Omit<ErrorBody, 'type'> {
  readonly type?: ErrorType;
  /** HTTP's; 400 unless given. */
  readonly status?: number;
}

/** What a request is refused with. */
export class ApiError extends Error {
  readonly status: number;
  readonly error: ErrorBody;

  constructor({ status = 400, type = 'invalid_request_error', ...rest }: ApiErrorOptions) {
    super(rest.message);
    this.name = 'ApiError';
    this.status = status;
    this.error = { type, ...rest, ...(rest.code !== undefined && { doc_url: docUrl(rest.code) }) };
  }
}

/** The parameters are wrong: nothing was begun, and an idempotency key may be used again. */
export class ParameterError extends ApiError {}

/** The attempt was made, and failed: the request did something all the same, and that stays. */
export class PaymentRefused extends ApiError {}

export function docUrl(code: string): string {
  return `https://docs.stripe.com/error-codes/${code.replaceAll('_', '-')}`;
}

export function missing(param: string): ParameterError {
  return new ParameterError({ code: 'parameter_missing', message: `Missing required param: ${param}.`, param });
}

/** The object that a path names is not there: 404. One that a parameter names is the parameter's fault: 400. */
export function noSuch(kind: string, id: string, param: string): ApiError {
  return new ApiError({ status: param === 'id' ? 404 : 400, code: 'resource_missing', message: `No such ${kind}: '${id}'`, param });
}
