'use server';

import { cookies } from 'next/headers';
import { settings } from '#settings.ts';
import { themeCookie } from './current-theme.ts';

/** Keeps the theme that the visitor chose, for a year; `system` forgets it. */
export async function chooseTheme(form: FormData): Promise<void> {
  const jar = await cookies();
  const theme = form.get('theme');
  if (theme === 'light' || theme === 'dark') jar.set(themeCookie, theme, { path: '/', sameSite: 'lax', httpOnly: true, secure: settings().secure, maxAge: 31_536_000 });
  else jar.delete(themeCookie);
}
