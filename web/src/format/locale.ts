import { headers } from 'next/headers';
import { cache } from 'react';

/** The shop's own. */
const home = 'en-LK';

/** How the visitor writes numbers and dates: the first language of `Accept-Language` that is known here. */
export const visitorLocale = cache(async (): Promise<string> => localeOf((await headers()).get('accept-language')));

/** The first locale of an `Accept-Language` header (RFC 9110, section 12.5.4) that there is; `en` alone is the shop's English. */
function localeOf(acceptLanguage: string | null): string {
  const ranges = (acceptLanguage ?? '').split(',').map((entry) => {
    const [tag = '', quality = ''] = entry.trim().split(/\s*;\s*q=/);
    return { tag, quality: quality === '' ? 1 : Number(quality) };
  });
  const liked = ranges.filter(({ tag, quality }) => tag !== '' && quality > 0).sort((one, other) => other.quality - one.quality);
  const known = liked.find(({ tag }) => isKnown(tag))?.tag;
  return known === undefined || known === 'en' ? home : known;
}

function isKnown(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
