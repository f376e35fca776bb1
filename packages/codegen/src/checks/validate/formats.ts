/** A format of JSON Schema (2020-12 Validation, section 7.3). */
type Format = (text: string) => boolean;

const date = /^(\d{4})-(\d\d)-(\d\d)$/;
const time = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/i;
const label = /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/;
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const unreserved = String.raw`[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2}`;
const path = `(?:${unreserved}|[:@/])*`;
const authority = String.raw`(?:(?:${unreserved}|:)*@)?(?:\[[0-9A-Fa-f:.]+\]|(?:${unreserved})*)(?::\d*)?`;
const suffix = String.raw`(?:\?(?:${unreserved}|[:@/?])*)?(?:#(?:${unreserved}|[:@/?])*)?`;
const scheme = '[A-Za-z][A-Za-z0-9+.-]*:';
const withAuthority = `//${authority}(?:/${path})?`;
/** RFC 3986, appendix A; a relative path's first segment has no colon. */
const uri = new RegExp(`^${scheme}(?:${withAuthority}|(?!//)${path})${suffix}$`);
const relative = new RegExp(`^(?:${withAuthority}|(?!//)/${path}|(?:(?:${unreserved}|@)+(?:/${path})?)?)${suffix}$`);
const jsonPointer = /^(?:\/(?:[^~/]|~[01])*)*$/u;

/** The formats that examples are held to, by name; a test holds them to what printed code does. */
export const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['date', isDate],
  ['time', isTime],
  ['date-time', (text) => /^\d{4}-\d\d-\d\dT/i.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11))],
  [
    'duration',
    (text) =>
      /^P(?!$)(?:\d+W|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)$/.test(
        text,
      ),
  ],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', (text) => ipv4.test(text)],
  ['ipv6', isIpv6],
  ['uri', (text) => uri.test(text)],
  ['uri-reference', (text) => uri.test(text) || relative.test(text)],
  ['uuid', (text) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)],
  ['json-pointer', (text) => jsonPointer.test(text)],
  ['relative-json-pointer', (text) => /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/u.test(text)],
  ['regex', isRegex],
]);

/** Whether a text is of a format; one that is not known is none of our business. */
export function isOfFormat(format: string, text: string): boolean {
  return formats.get(format)?.(text) ?? true;
}

function isDate(text: string): boolean {
  const [, year = '', month = '', day = ''] = date.exec(text) ?? [];
  const days = new Date(Date.UTC((Number(year) % 400) + 2000, Number(month), 0)).getUTCDate();
  return year !== '' && Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days;
}

/** RFC 3339, section 5.6; a leap second only where it can be one, at the end of a day in UTC. */
function isTime(text: string): boolean {
  const match = time.exec(text);
  if (match === null) return false;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1, 4).map(Number);
  const [offsetHours, offsetMinutes] = [Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 60 || offsetHours > 23 || offsetMinutes > 59) return false;
  if (seconds < 60) return true;
  const offset = (match[4] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes);
  return (((hours * 60 + minutes - offset) % 1440) + 1440) % 1440 === 1439;
}

const localPart = /^(?:[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"(?:[ !#-[\]-~]|\\[ -~])*")$/;

/** RFC 5321, Mailbox, with the lengths of section 4.5.3.1. */
function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64 || !localPart.test(text.slice(0, at))) return false;
  const host = text.slice(at + 1);
  const address = /^\[(ipv6:)?(.*)\]$/i.exec(host);
  if (address === null) return !host.startsWith('[') && isHostname(host);
  return address[1] === undefined ? ipv4.test(address[2] ?? '') : isIpv6(address[2] ?? '');
}

function isHostname(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => label.test(part));
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const hasIpv4 = last.includes('.');
  const plain = hasIpv4 ? groups.slice(0, -1) : groups;
  const size = plain.length + (hasIpv4 ? 2 : 0);
  const wellFormed =
    plain.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group)) && (!hasIpv4 || (ipv4.test(last) && !text.endsWith('::')));
  return wellFormed && (halves.length === 2 ? size <= 7 : size === 8);
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
