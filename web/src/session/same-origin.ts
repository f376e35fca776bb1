/**
 * Whether a request that changes something came from a page of ours. `SameSite=Lax` keeps our cookie off other sites' posts;
 * this also refuses what another port or subdomain of the same site sends (OWASP, Cross-Site Request Forgery Prevention,
 * "Fetch Metadata" and "Verifying Origin").
 */
export function isSameOrigin(headers: Headers): boolean {
  const fetchSite = headers.get('sec-fetch-site');
  if (fetchSite !== null) return fetchSite === 'same-origin';
  const origin = headers.get('origin');
  const host = headers.get('x-forwarded-host') ?? headers.get('host');
  return origin !== null && URL.canParse(origin) && new URL(origin).host === host;
}
