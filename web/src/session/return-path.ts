const here = 'http://here.invalid';
const longest = 2000;

/**
 * A page of ours to go on to after signing in. Anything that leads elsewhere (`//evil.example`, `/\evil.example`) is `/`,
 * and so is a route of the session, which is no page.
 */
export function returnPath(wanted: FormDataEntryValue | string | readonly string[] | null | undefined): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || wanted.length > longest) return '/';
  const url = URL.canParse(wanted, here) ? new URL(wanted, here) : undefined;
  // What the parser made of dots, tabs and backslashes counts: `/.//evil.example` has a path that begins with two slashes.
  if (url?.origin !== here || url.pathname.startsWith('//') || url.pathname.startsWith('/session/')) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}

/** Where to sign in (or register), to come back to a path of ours afterwards. */
export function entrancePath(entrance: '/register' | '/sign-in', next: string): string {
  return next === '/' ? entrance : `${entrance}?next=${encodeURIComponent(next)}`;
}
