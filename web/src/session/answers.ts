import { NextResponse } from 'next/server';
import { settings } from '#settings.ts';
import { encodeRefusedForm, refusalCookie, type RefusedForm } from './refused-form.ts';
import { sessionCookie } from './session-cookie.ts';
import type { Session } from './session.ts';

/** How a session form was posted: by our script, which reads JSON, or by the browser, which follows redirects. */
function wantsJson(request: Request): boolean {
  return (request.headers.get('accept') ?? '').includes('application/json');
}

/** Signed in or out: on to a path of ours, with the cookie of the session, or the one that ends it. */
export function goOn(request: Request, path: string, session: Session | undefined): NextResponse {
  const response = wantsJson(request) ? NextResponse.json({ next: path }, uncached) : seeOther(path);
  response.cookies.set(sessionCookie(session));
  return response;
}

/** Back to the form (a path of ours), with what was wrong. */
export function refuse(request: Request, form: string, refused: RefusedForm, status: number): NextResponse {
  if (wantsJson(request)) return NextResponse.json(refused.refusal, { ...uncached, status });
  const response = seeOther(form);
  const path = form.split('?')[0] ?? '/';
  // For the one page view that follows.
  response.cookies.set(refusalCookie, encodeRefusedForm(refused), { httpOnly: true, sameSite: 'lax', path, secure: settings().secure, maxAge: 20 });
  return response;
}

/** To what another site had the browser send: nothing was looked at, and nothing is told (403). */
export function refuseForeign(): NextResponse {
  return NextResponse.json({ message: 'This was sent from somewhere else than our pages, so nothing was done.', fields: {} }, { ...uncached, status: 403 });
}

/** 303, relative: behind a proxy, our own name is not ours to know (RFC 9110, section 10.2.2). */
export function seeOther(path: string): NextResponse {
  return new NextResponse(null, { status: 303, headers: { ...uncached.headers, location: path } });
}

const uncached = { headers: { 'cache-control': 'no-store' } };
