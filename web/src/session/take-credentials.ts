import type { NextResponse } from 'next/server';
import type { Session as Tokens } from '@kada-mandiya/http-contracts/auth-service';
import type { PublicApiClient } from '@kada-mandiya/http-contracts/public-api';
import { noAnswer, refusalOf, type Problem } from '#api/problem.ts';
import { publicApiFor } from '#api/public-api.ts';
import { goOn, refuse } from './answers.ts';
import { returnPath } from './return-path.ts';
import { isSameOrigin } from './same-origin.ts';
import { sessionOf } from './session.ts';

export interface CredentialsForm {
  /** The path of the page that has the form. */
  readonly page: string;
  /** Asks auth-service, with what was filled in. */
  readonly ask: (api: PublicApiClient, text: (field: string) => string) => Promise<{ readonly data?: Tokens; readonly error?: Problem }>;
}

/** What the sign-in and the registration form post to: asks auth-service, and keeps the tokens where no script sees them. */
export async function takeCredentials(request: Request, { page, ask }: CredentialsForm): Promise<NextResponse> {
  const foreign = { message: 'This form was sent from somewhere else. Please fill it in here.', fields: {} };
  if (!isSameOrigin(request.headers)) return refuse(request, page, foreign, 403);
  const form = await formOf(request);
  const next = returnPath(form.get('next'));
  const back = next === '/' ? page : `${page}?next=${encodeURIComponent(next)}`;
  const text = (field: string): string => {
    const value = form.get(field);
    return typeof value === 'string' ? value : '';
  };
  try {
    const { data, error } = await ask(publicApiFor({ forwardedFor: request.headers.get('x-forwarded-for') }), text);
    if (data !== undefined) return goOn(request, next, sessionOf(data, Date.now()));
    return refuse(request, back, error === undefined ? noAnswer : refusalOf(error), error?.status ?? 502);
  } catch {
    return refuse(request, back, noAnswer, 502);
  }
}

async function formOf(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    return new FormData();
  }
}
