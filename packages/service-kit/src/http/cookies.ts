/** The cookies of a `Cookie` header (RFC 6265, section 5.4); of several with one name the first, as it is the most specific. */
export function cookiesOf(header: string | undefined): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    if (at > 0 && name !== '' && !found.has(name)) found.set(name, decoded(unquoted(pair.slice(at + 1).trim())));
  }
  return Object.fromEntries(found);
}

function unquoted(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
