/**
 * Whether a request that changes something came from a page of ours. `SameSite=Lax` keeps our cookie off other sites' posts;
 * this also refuses what another port or subdomain of the same site sends (OWASP, Cross-Site Request Forgery Prevention,
 * "Fetch Metadata" and "Verifying Origin"). A request that tells neither is refused.
 */
export function isSameOrigin(headers: Headers): boolean {
  const fetchSite = headers.get('sec-fetch-site');
  if (fetchSite !== null) return fetchSite === 'same-origin';
  const origin = headers.get('origin');
  // No page of another origin can set these: what a proxy of ours forwards comes first.
  const [host = ''] = (headers.get('x-forwarded-host') ?? headers.get('host') ?? '').split(',');
  return origin !== null && URL.canParse(origin) && new URL(origin).host === host.trim();
}
