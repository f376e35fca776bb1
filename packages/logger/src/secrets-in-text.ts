/** What stands in a line instead of a secret. */
export const redacted = '[redacted]';

/** Most text has none of these and is done with one look. */
const suspicion =
  /:\/\/\S{0,640}@|pass|pwd|secret|token|(?:api|access|private|signing|encryption)[-_ ]?key|authorization|cookie|credential|bearer|basic|eyJ|sk_|rk_|whsec_/i;

/** A label that announces a secret, as in a query, a connection string, a header, JSON or printed source. */
const label = String.raw`(?:\bpass|password|passwd|\bpwd|passphrase|passcode|secret|token|api[-_ ]?key|access[-_ ]?key|private[-_ ]?key|signing[-_ ]?key|encryption[-_ ]?key|credentials?)[\w-]{0,40}\\{0,4}["']?\s{0,4}[:=]\s{0,4}`;

/** None of them looks at more text for a longer line than in proportion to its length. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g, redacted],
  // A password may hold an unescaped `@` or `/`; digits and an end after the colon are a port.
  [/(:\/\/[^\s:/?#@]{0,256}):(?!\d{1,5}(?:[/?#\s"'),;\]}]|$))\S{0,512}@/g, `$1:${redacted}@`],
  [/(:\/\/)[^\s:/?#@]{20,512}@/g, `$1${redacted}@`],
  [/((?:authorization|cookie)\\{0,4}["']?\s{0,4}[:=]\s{0,4}\\{0,4}["']?)[^\r\n"'\\]+/gi, `$1${redacted}`],
  [announced(String.raw`\\{1,4}"`, String.raw`(?:(?!\\{1,4}").)*`), `$1${redacted}`],
  [announced('"', String.raw`(?:[^"\\]|\\.)*`), `$1${redacted}`],
  [announced("'", String.raw`(?:[^'\\]|\\.)*`), `$1${redacted}`],
  [announced('', String.raw`[^\s&;"'\\]+`), `$1${redacted}`],
  [/\b(bearer\s{1,4})[\w.~+/=-]{8,}/gi, `$1${redacted}`],
  [/\b(Basic\s{1,4})(?=\S{0,512}[0-9A-Z=])[A-Za-z0-9+/]{6,}={0,2}/g, `$1${redacted}`],
  [/(?<![\w-])eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g, redacted],
  [/\b(?:sk|rk)_(?:live|test)_\w+|whsec_[\w+/=-]+/g, redacted],
  [/\b((?:pi|seti)_[A-Za-z0-9]+_secret_)[A-Za-z0-9]+/g, `$1${redacted}`],
];

function announced(quote: string, value: string): RegExp {
  return new RegExp(`(${label}${quote})${value}`, 'gis');
}

/**
 * Text without the passwords of URLs and connection strings, values announced as secret (`password=…`,
 * `"token":"…"`, `Authorization: …`), bearer and basic credentials, JSON Web Tokens, private keys and Stripe's keys
 * and client secrets. What surrounds them stays.
 */
export function withoutSecrets(text: string): string {
  if (!suspicion.test(text)) return text;
  return rules.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}
