import { cookies } from 'next/headers';

export type Theme = 'light' | 'dark';

export const themeCookie = 'km_theme';

/** What the visitor chose; `undefined` follows the system. Known to the server, so that no page flashes in the wrong one. */
export async function currentTheme(): Promise<Theme | undefined> {
  const value = (await cookies()).get(themeCookie)?.value;
  return value === 'light' || value === 'dark' ? value : undefined;
}
