import { createHash } from 'node:crypto';
import { ApiError } from '../errors.ts';
import { canonicalForm, type FormMap } from '../form.ts';
import type { Access } from '../resources/payment-intents.ts';
import { retention, type KeptAnswer, type Store } from '../store.ts';

const longestKey = 255;

export interface KeyedRequest {
  readonly scope: Access;
  readonly key: string;
  /** Method and path: a key belongs to one of them. */
  readonly path: string;
  /** A hash: parameters may be secret. */
  readonly parameters: string;
}

/** @throws ApiError for a key that is too long. */
export function keyedRequest(scope: Access, key: string, path: string, form: FormMap): KeyedRequest {
  if (key.length > longestKey) {
    throw new ApiError({ type: 'idempotency_error', message: `Idempotency keys have at most ${longestKey} characters.` });
  }
  return { scope, key, path, parameters: createHash('sha256').update(canonicalForm(form)).digest('base64') };
}

/** The requests with a key that are being answered. */
export interface Claims {
  /** @returns what gives the key back. @throws ApiError (409, `idempotency_key_in_use`) while another has it. */
  claim(request: KeyedRequest): () => void;
}

export function createClaims(): Claims {
  const claimed = new Set<string>();
  return {
    claim: ({ scope, key }) => {
      const name = `${scope} ${key}`;
      if (claimed.has(name)) {
        const message = `Another request with this idempotency key is in progress: ${key}. Try again later.`;
        throw new ApiError({ status: 409, type: 'idempotency_error', code: 'idempotency_key_in_use', message });
      }
      claimed.add(name);
      return () => void claimed.delete(name);
    },
  };
}

/**
 * The answer that a request had when it came first.
 *
 * @throws ApiError of type `idempotency_error` where the key was another request's.
 */
export function earlierAnswer(store: Store, request: KeyedRequest, now: Date): KeptAnswer | undefined {
  const kept = store.keptAnswer(request.scope, request.key);
  if (kept === undefined || kept.keptAt < now.getTime() - retention.answersMs) return undefined;
  const mistaken = (same: string): ApiError =>
    new ApiError({
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used ${same}. Use another key than '${request.key}' for another request.`,
    });
  if (kept.path !== request.path) throw mistaken(`for the same endpoint ('${request.path}' is not '${kept.path}')`);
  if (kept.parameters !== request.parameters) throw mistaken('with the same parameters they were first used with');
  return kept;
}

export function keepAnswer(store: Store, request: KeyedRequest, answer: Pick<KeptAnswer, 'body' | 'requestId' | 'status'>, now: Date): void {
  store.keepAnswer({ ...request, ...answer, keptAt: now.getTime() });
}
