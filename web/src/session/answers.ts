import { NextResponse } from 'next/server';
import type { Refusal } from '#api/problem.ts';
import { settings } from '#settings.ts';
import { sessionCookie } from './session-cookie.ts';
import type { Session } from './session.ts';

/** The cookie that carries a refusal to the page with the form, for browsers that run no scripts. */
export const refusalCookie = 'km_refusal';

/** How a session form was posted: by our script, which reads JSON, or by the browser, which follows redirects. */
export function wantsJson(request: Request): boolean {
  return (request.headers.get('accept') ?? '').includes('application/json');
}

/** Signed in or out: on to a path of ours, with the cookie of the session, or the one that ends it. */
export function goOn(request: Request, path: string, session: Session | undefined): NextResponse {
  const response = wantsJson(request) ? NextResponse.json({ next: path }) : seeOther(path);
  response.cookies.set(sessionCookie(session));
  response.headers.set('cache-control', 'no-store');
  return response;
}

/** Back to the form, with what was wrong. */
export function refuse(request: Request, form: string, refusal: Refusal, status: number): NextResponse {
  if (wantsJson(request)) return NextResponse.json(refusal, { status, headers: { 'cache-control': 'no-store' } });
  const response = seeOther(form);
  const path = form.split('?')[0] ?? '/';
  response.cookies.set(refusalCookie, Buffer.from(JSON.stringify(refusal)).toString('base64url'), { httpOnly: true, sameSite: 'lax', path, secure: settings().secure, maxAge: 20 });
  return response;
}

/** 303, relative: behind a proxy, our own name is not ours to know (RFC 9110, section 10.2.2). */
function seeOther(path: string): NextResponse {
  return new NextResponse(null, { status: 303, headers: { location: path } });
}
