import { fragment } from './fragment.ts';

/** The formats of hosts, mailboxes and URIs. */
export const addressFragments = [
  fragment(
    'hostnameFormat',
    String.raw`
const hostnameExpression = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** RFC 1123, section 2.1. */
function hostnameFormat(text: string): boolean {
  return text.length <= 253 && hostnameExpression.test(text);
}`,
  ),
  fragment(
    'idnHostnameFormat',
    String.raw`
const idnLabelExpression = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}\u00b7\u0375\u05f3\u05f4\u200c\u200d\u30fb-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/** RFC 5890: labels of letters, marks and digits of any script; which of them go together is not looked at. */
function idnHostnameFormat(text: string): boolean {
  return text.length <= 253 && text.split(/[.\u3002\uff0e\uff61]/).every((label) => idnLabelExpression.test(label));
}`,
  ),
  fragment(
    'ipv4Format',
    String.raw`
const ipv4Expression = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/** RFC 2673, section 3.2. */
function ipv4Format(text: string): boolean {
  return ipv4Expression.test(text);
}`,
  ),
  fragment(
    'ipv6Format',
    String.raw`
const ipv6GroupExpression = /^[0-9A-Fa-f]{1,4}$/;

/** RFC 4291, section 2.2. */
function ipv6Format(text: string): boolean {
  const last = text.lastIndexOf(':');
  const endsInIpv4 = text.includes('.', last);
  if (endsInIpv4 && !ipv4Format(text.slice(last + 1))) return false;
  const halves = (endsInIpv4 ? text.slice(0, last + 1) + '0:0' : text).split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => ipv6GroupExpression.test(group))) return false;
  return halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length < 8;
}`,
    ['ipv4Format'],
  ),
  fragment(
    'emailFormat',
    String.raw`
const localPartExpression =
  /^(?:[\w!#$%&'*+/=?^\x60{|}~-]+(?:\.[\w!#$%&'*+/=?^\x60{|}~-]+)*|"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*")$/;

/** RFC 5321, Mailbox. */
function emailFormat(text: string): boolean {
  return mailboxFormat(text, localPartExpression, hostnameFormat);
}`,
    ['mailboxFormat', 'hostnameFormat'],
  ),
  fragment(
    'idnEmailFormat',
    String.raw`
const idnLocalPartExpression =
  /^(?:[^\0-\x20"(),.:;<>@[\]\\\x7f]+(?:\.[^\0-\x20"(),.:;<>@[\]\\\x7f]+)*|"(?:[^\0-\x1f"\\\x7f]|\\[\x20-\x7e])*")$/u;

/** RFC 6531, Mailbox. */
function idnEmailFormat(text: string): boolean {
  return mailboxFormat(text, idnLocalPartExpression, idnHostnameFormat);
}`,
    ['mailboxFormat', 'idnHostnameFormat'],
  ),
  fragment(
    'mailboxFormat',
    String.raw`
/** A local part of at most 64 characters, an at sign, and a host or an address in brackets (RFC 5321, sections 4.1.2 and 4.5.3.1). */
function mailboxFormat(text: string, localPart: RegExp, hostFormat: (text: string) => boolean): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64 || !localPart.test(text.slice(0, at))) return false;
  const host = text.slice(at + 1);
  if (!host.startsWith('[')) return hostFormat(host);
  const address = host.endsWith(']') ? host.slice(1, -1) : '';
  return address.slice(0, 5).toLowerCase() === 'ipv6:' ? ipv6Format(address.slice(5)) : ipv4Format(address);
}`,
    ['ipv4Format', 'ipv6Format'],
  ),
  fragment(
    'uriFormat',
    String.raw`
const uriExpression = uriExpressionOf('absolute', '', '');

/** RFC 3986, section 3. */
function uriFormat(text: string): boolean {
  return matchesUri(text, uriExpression);
}`,
    ['matchesUri', 'uriExpressionOf'],
  ),
  fragment(
    'uriReferenceFormat',
    String.raw`
const uriReferenceExpression = uriExpressionOf('reference', '', '');

/** RFC 3986, section 4.1. */
function uriReferenceFormat(text: string): boolean {
  return matchesUri(text, uriReferenceExpression);
}`,
    ['matchesUri', 'uriExpressionOf'],
  ),
  fragment(
    'iriFormat',
    String.raw`
const iriExpression = iriExpressionOf('absolute');

/** RFC 3987, section 2.2. */
function iriFormat(text: string): boolean {
  return matchesUri(text, iriExpression);
}`,
    ['iriExpressionOf', 'matchesUri'],
  ),
  fragment(
    'iriReferenceFormat',
    String.raw`
const iriReferenceExpression = iriExpressionOf('reference');

/** RFC 3987, section 2.2. */
function iriReferenceFormat(text: string): boolean {
  return matchesUri(text, iriReferenceExpression);
}`,
    ['iriExpressionOf', 'matchesUri'],
  ),
  fragment(
    'matchesUri',
    String.raw`
/** Whether a text is a URI or IRI whose host, if it is an address in brackets, is one of IPv6 or of a later version. */
function matchesUri(text: string, expression: RegExp): boolean {
  const parts = expression.exec(text);
  if (parts === null) return false;
  const address = parts[1] ?? parts[2];
  if (address === undefined || ipv6Format(address)) return true;
  return /^v[0-9A-Fa-f]+\.[A-Za-z0-9_.~!$&'()*+,;=:-]+$/i.test(address);
}`,
    ['ipv6Format'],
  ),
  fragment(
    'iriExpressionOf',
    String.raw`
/** The expression for IRIs: URIs with characters of all scripts, and in the query those of private use. */
function iriExpressionOf(kind: 'absolute' | 'reference'): RegExp {
  const others = '\\u{a0}-\\u{d7ff}\\u{f900}-\\u{fdcf}\\u{fdf0}-\\u{ffef}\\u{10000}-\\u{effff}';
  return uriExpressionOf(kind, others, '\\u{e000}-\\u{f8ff}\\u{f0000}-\\u{10fffd}');
}`,
    ['uriExpressionOf'],
  ),
  fragment(
    'uriExpressionOf',
    String.raw`
/** The expression for URIs (RFC 3986, appendix A), with more characters allowed; its groups hold an address in brackets. */
function uriExpressionOf(kind: 'absolute' | 'reference', others: string, privateUse: string): RegExp {
  const oneOf = (more: string): string => "(?:[A-Za-z0-9_.~!$&'()*+,;=" + others + more + '-]|%[0-9A-Fa-f]{2})';
  const segments = '(?:/' + oneOf(':@') + '*)*';
  const authority = '//(?:' + oneOf(':') + '*@)?(?:\\[([^\\]]*)\\]|' + oneOf('') + '*)(?::[0-9]*)?' + segments;
  const path = (first: string): string => '(?:' + authority + '|/?' + first + '+' + segments + '|/?)';
  const absolute = '[A-Za-z][A-Za-z0-9+.-]*:' + path(oneOf(':@'));
  const relative = '(?:' + authority + '|/' + oneOf(':@') + '+' + segments + '|' + oneOf('@') + '+' + segments + '|/?)';
  const whole = kind === 'absolute' ? absolute : '(?:' + absolute + '|' + relative + ')';
  const rest = (more: string): string => '(?:' + oneOf(':@/?' + more) + ')*';
  return new RegExp('^' + whole + '(?:\\?' + rest(privateUse) + ')?(?:#' + rest('') + ')?$', 'u');
}`,
  ),
] as const;
