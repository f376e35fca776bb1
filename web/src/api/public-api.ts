import { createPublicApiClient, type PublicApiClient } from '@kada-mandiya/http-contracts/public-api';
import { settings } from '#settings.ts';

/** For whom a call is made. */
export interface Caller {
  readonly accessToken?: string | undefined;
  /** The browser's own address, as our proxies saw it: the gateway's limits are for it, not for us. */
  readonly forwardedFor?: string | null | undefined;
  /** Where the access token is not good (401): throws to lead elsewhere. */
  readonly onRefusedToken?: (() => never) | undefined;
}

/** How long a page may wait for one answer, in milliseconds. */
const patience = 10_000;

/** The generated client of the public API, for one caller. Nothing that it reads is cached. */
export function publicApiFor({ accessToken, forwardedFor, onRefusedToken }: Caller): PublicApiClient {
  return createPublicApiClient({
    baseUrl: settings().apiUrl,
    headers: {
      ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
      ...(forwardedFor === undefined || forwardedFor === null ? {} : { 'x-forwarded-for': forwardedFor }),
    },
    fetch: async (request) => {
      const response = await fetch(request, { cache: 'no-store', signal: AbortSignal.timeout(patience) });
      if (response.status === 401 && accessToken !== undefined) onRefusedToken?.();
      return response;
    },
  });
}
