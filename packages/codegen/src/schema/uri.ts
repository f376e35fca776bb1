/**
 * The address of a file: one that relative references work against and that nobody else uses. A file whose name is a
 * URI already has that one.
 */
export function fileUri(file: string): string {
  if (URL.canParse(file)) return file;
  return `specs:///${encodeURI(file).replaceAll('#', '%23').replaceAll('?', '%3F')}`;
}

/** The path that such an address is made of. */
export function fileOfUri(uri: string): string | undefined {
  return uri.startsWith('specs:///') ? decode(uri.slice('specs:///'.length)) : undefined;
}

/** A reference resolved against a base (RFC 3986, section 5), without its fragment; undefined where that cannot be. */
export function resolveUri(reference: string, base: string): string | undefined {
  const [address] = splitFragment(reference);
  if (address === '') return base;
  return URL.parse(address, base)?.href;
}

/** A URI reference as its part before `#` and the decoded fragment after it. */
export function splitFragment(reference: string): readonly [address: string, fragment: string] {
  const hash = reference.indexOf('#');
  return hash < 0 ? [reference, ''] : [reference.slice(0, hash), decode(reference.slice(hash + 1))];
}

/** Percent-decoded text; what is not properly encoded stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
