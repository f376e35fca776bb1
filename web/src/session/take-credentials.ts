import type { NextResponse } from 'next/server';
import type { Session as Tokens } from '@kada-mandiya/http-contracts/auth-service';
import type { PublicApiClient } from '@kada-mandiya/http-contracts/public-api';
import { noAnswer, refusalOf, type Problem, type Refusal } from '#api/problem.ts';
import { publicApiFor } from '#api/public-api.ts';
import { formText } from '#forms/form-text.ts';
import { inPlainWords, type FieldWords } from '#forms/plain-words.ts';
import { goOn, refuse, refuseForeign } from './answers.ts';
import { entrancePath, returnPath } from './return-path.ts';
import { isSameOrigin } from './same-origin.ts';
import { sessionOf } from './session.ts';
import { tooManyAttempts } from './too-many-attempts.ts';

export interface CredentialsForm {
  /** The path of the page that has the form. */
  readonly page: '/register' | '/sign-in';
  /** Asks auth-service, with what was filled in. */
  readonly ask: (api: PublicApiClient, text: (field: string) => string) => Promise<CredentialsAnswer>;
}

interface CredentialsAnswer {
  readonly data?: Tokens;
  readonly error?: Problem;
  readonly response: Response;
}

/** What the sign-in and the registration form post to: asks auth-service, and keeps the tokens where no script sees them. */
export async function takeCredentials(request: Request, { page, ask }: CredentialsForm): Promise<NextResponse> {
  if (!isSameOrigin(request.headers)) return refuseForeign();
  const form = await formOf(request);
  const next = returnPath(form.get('next'));
  const values = { email: formText(form, 'email').slice(0, 254), name: formText(form, 'name').slice(0, 120) };
  const no = (refusal: Refusal, status: number): NextResponse => refuse(request, entrancePath(page, next), { refusal, values }, status);
  try {
    const { data, error, response } = await ask(publicApiFor({ forwardedFor: request.headers.get('x-forwarded-for') }), (field) => formText(form, field));
    if (data !== undefined) return goOn(request, next, sessionOf(data, Date.now()));
    if (response.status === 429) return no(tooManyAttempts(response.headers.get('retry-after'), Date.now()), 429);
    return error === undefined ? no(noAnswer, 502) : no(inPlainWords(refusalOf(error), words), response.status);
  } catch {
    return no(noAnswer, 502);
  }
}

const words: FieldWords = {
  name: { label: 'Your name', rule: 'Please tell us your name, on one line of at most 120 characters.' },
  email: { label: 'This address', rule: 'Please write a whole e-mail address, such as nimali@example.com.' },
  password: { label: 'This password', rule: 'A password has 10 to 128 characters.' },
};

async function formOf(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    return new FormData();
  }
}
