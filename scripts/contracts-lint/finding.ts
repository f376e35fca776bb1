import type { Place } from '../../packages/codegen/src/diagnostics/diagnose.ts';

/** Something that a rule or an official schema has against a document. */
export interface Finding extends Place {
  /** The rule's name, or whose validation it is. */
  readonly rule: string;
  readonly message: string;
}

/** As compilers and editors have it: `file:line:column error rule message`. */
export function formatFinding({ file, line, column, rule, message }: Finding): string {
  return `${file}:${String(line)}:${String(column)} error ${rule} ${message.replaceAll(/\s*\n\s*/g, ' ')}`;
}

/** In the order of files, lines and columns, each once. */
export function sortedFindings(findings: readonly Finding[]): readonly Finding[] {
  const unique = new Map(findings.map((finding) => [formatFinding(finding), finding]));
  return [...unique.values()].toSorted((one, other) => (one.file < other.file ? -1 : one.file > other.file ? 1 : one.line - other.line || one.column - other.column));
}
