import { noAnswerDigest } from '#api/problem.ts';

/** What an error page says. */
export interface TroubleText {
  readonly title: string;
  readonly message: string;
  /** The correlation id of the answer that went wrong, or Next's number of the error in our log. */
  readonly reference: string | undefined;
}

/** What can be said of an error by its digest, which is all that a browser learns of it. */
export function troubleOf(error: unknown): TroubleText {
  const digest = digestOf(error);
  if (digest === noAnswerDigest) {
    return { title: 'The shop is closed for a moment', message: 'We cannot reach our shelves at the moment. Please try again in a minute; your cart is kept.', reference: undefined };
  }
  return { title: 'Something went wrong on our side', message: 'It is not your doing. Please try again; if it stays like this, try a little later.', reference: digest };
}

function digestOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'digest' in error && typeof error.digest === 'string' ? error.digest : undefined;
}
