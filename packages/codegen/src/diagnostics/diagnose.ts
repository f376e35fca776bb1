import type { LoadedDocuments } from '../input/documents.ts';
import { locate } from '../input/locate.ts';
import type { Settings } from '../ir/contract.ts';
import type { Origin } from '../ir/origin.ts';
import { diagnosticCodes, type CodeMeaning, type DiagnosticCode } from './codes.ts';
import { lineIndex, type LineIndex } from './lines.ts';
import type { Problem, Severity, TextRange } from './problem.ts';

/** A problem with its place in the text. */
export interface Diagnostic {
  /** The specs folder as it was given, and the file below it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
  /** How many units of that line are meant, at least one. */
  readonly length: number;
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  readonly message: string;
  /** The line of the file, without its end; absent where there is no such file. */
  readonly source?: string;
}

/** Problems with their places, in the order of files, lines and columns, each once. */
export function diagnose(
  problems: readonly Problem[],
  documents: LoadedDocuments,
  profile: Settings['profile'],
): readonly Diagnostic[] {
  const indices = new Map<string, LineIndex>();
  const found = new Map<string, Diagnostic>();
  for (const problem of problems) {
    const diagnostic = place(problem, documents, profile, indices);
    const { file, line, column, code, message } = diagnostic;
    const key = JSON.stringify([file, line, column, code, message]);
    if (!found.has(key)) found.set(key, diagnostic);
  }
  return withoutEchoes([...found.values()]).sort(compareDiagnostics);
}

/** Where YAML says what JSON cannot hold, null stands in; that it is of the wrong kind is no second mistake. */
function withoutEchoes(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const placeOf = ({ file, line, column }: Diagnostic): string => JSON.stringify([file, line, column]);
  const stoodIn = new Set(diagnostics.filter(({ code }) => code === 'YAML_VALUE').map(placeOf));
  return diagnostics.filter((diagnostic) => diagnostic.code === 'YAML_VALUE' || !stoodIn.has(placeOf(diagnostic)));
}

function place(
  problem: Problem,
  documents: LoadedDocuments,
  profile: Settings['profile'],
  indices: Map<string, LineIndex>,
): Diagnostic {
  const { code, message, origin } = problem;
  const file = shownName(documents.dir, origin.file);
  const severity = severityOf(code, profile);
  const source = documents.files.get(origin.file);
  if (source === undefined) return { file, line: 1, column: 1, length: 1, severity, code, message };
  const index = indices.get(origin.file) ?? lineIndex(source.text);
  indices.set(origin.file, index);
  const range = problem.range ?? (source.tree === undefined ? wholeFile : locate(source.tree, origin));
  return { file, ...index.place(range), severity, code, message };
}

const wholeFile: TextRange = [0, 1];

/** A place in the text of a spec, from 1. */
export interface Place {
  /** The specs folder as it was given, and the file below it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a thing stands in the text that was read. */
export function placeIn(documents: LoadedDocuments, origin: Origin): Place {
  const source = documents.files.get(origin.file);
  const file = shownName(documents.dir, origin.file);
  if (source?.tree === undefined) return { file, line: 1, column: 1 };
  const { line, column } = lineIndex(source.text).place(locate(source.tree, origin));
  return { file, line, column };
}

/** The severity of a code under a profile. */
function severityOf(code: DiagnosticCode, profile: Settings['profile']): Severity {
  const meaning: CodeMeaning = diagnosticCodes[code];
  return profile === 'kada-mandiya' ? meaning.severity : meaning.elsewhere ?? meaning.severity;
}

function shownName(dir: string, file: string): string {
  const folder = dir
    .replaceAll('\\', '/')
    .replace(/\/+$/, '')
    .replace(/^\.\/(?=.)/, '');
  if (file === '') return folder === '' ? '/' : folder;
  return folder === '.' ? file : `${folder}/${file}`;
}

function compareDiagnostics(left: Diagnostic, right: Diagnostic): number {
  return (
    compareText(left.file, right.file) ||
    left.line - right.line ||
    left.column - right.column ||
    compareText(left.code, right.code) ||
    compareText(left.message, right.message)
  );
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
