/**
 * Why a text is no regular expression of ECMA-262, or undefined where it is one. JSON Schema asks for the `u` flag
 * (2020-12 Core, section 6.4); what only parses without it is taken without it.
 */
export function whyNoPattern(source: string): string | undefined {
  if (flagsOf(source) !== undefined) return undefined;
  try {
    return String(new RegExp(source, 'u'));
  } catch (error) {
    const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
    return message.slice(message.lastIndexOf(': ') + 2);
  }
}

/** The flags that a pattern needs: `u`, or none where it only parses without; undefined where it parses in no way. */
export function flagsOf(source: string): 'u' | '' | undefined {
  return parses(source, 'u') ? 'u' : parses(source, '') ? '' : undefined;
}

/** A pattern as JSON Schema means it: unanchored, with the `u` flag where it parses with it. */
export function toRegExp(pattern: string): RegExp {
  return new RegExp(pattern, flagsOf(pattern) ?? 'u');
}

function parses(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags) instanceof RegExp;
  } catch {
    return false;
  }
}
