/** A path of ours to go on to after signing in; anything that leads elsewhere (`//evil.example`, `/\evil.example`) is `/`. */
export function returnPath(wanted: FormDataEntryValue | string | string[] | null | undefined): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/')) return '/';
  const here = 'http://here.invalid';
  const url = URL.canParse(wanted, here) ? new URL(wanted, here) : undefined;
  return url?.origin === here && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}${url.hash}` : '/';
}
