import { firstLine } from './first-line.ts';

/** What a command says of arguments that it does not take: one line, with where to read more. */
export function withHelp(script: string, message: string): string {
  return `${message} (npm run ${script} -- --help says what there is)`;
}

/** One line about what `parseArgs` of `node:util` did not take, or about what a command itself has thrown. */
export function wrongArguments(error: unknown): string {
  const line = firstLine(error);
  const [, unknown] = /^Unknown option '([^']*)'/.exec(line) ?? [];
  if (unknown !== undefined) return `there is no option ${unknown}`;
  const [, ambiguous] = /^Option '(?:-\w, )?(--[\w-]+)[^']*' argument is ambiguous/.exec(line) ?? [];
  return ambiguous === undefined ? line : `${ambiguous} takes a value; one that begins with - is written ${ambiguous}=-…`;
}
