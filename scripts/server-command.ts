/** What was given on the command line cannot be. */
export class WrongOption extends Error {}

/** The port that an option names. @throws WrongOption */
export function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new WrongOption(`'${text}' is no port`);
  return port;
}

/** Why a server did not start, in one line; the options too, where they were what was wrong. */
export function explained(failure: unknown, usage: string): string {
  if (!(failure instanceof Error)) return String(failure);
  const code = 'code' in failure ? String(failure.code) : '';
  if (failure instanceof WrongOption || code.startsWith('ERR_PARSE_ARGS')) return `${failure.message}\n${usage}`;
  if (code === 'EADDRINUSE') return `the port is in use (${failure.message})`;
  return failure.message;
}
