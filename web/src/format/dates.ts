/** A moment (RFC 3339) as a day. The shop keeps Colombo's time. */
export function formatDay(moment: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(new Date(moment));
}

/** A moment (RFC 3339) as a day and a time. */
export function formatMoment(moment: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(moment));
}

const timeZone = 'Asia/Colombo';
