import type { NextResponse } from 'next/server';
import { takeCredentials } from '#session/take-credentials.ts';

export function POST(request: Request): Promise<NextResponse> {
  return takeCredentials(request, {
    page: '/register',
    ask: (api, text) => api.POST('/auth/register', { body: { email: text('email').trim(), password: text('password'), name: text('name').trim() } }),
  });
}
