import type { NextResponse } from 'next/server';
import { takeCredentials } from '#session/take-credentials.ts';

export function POST(request: Request): Promise<NextResponse> {
  return takeCredentials(request, {
    page: '/sign-in',
    ask: (api, text) => api.POST('/auth/login', { body: { email: text('email').trim(), password: text('password') } }),
  });
}
