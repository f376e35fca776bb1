import type { Diagnostic } from './diagnose.ts';
import { displayWidth, visible } from './visible.ts';

/** More than this of a line is not shown; the place stays in sight. */
const widestLine = 120;

/**
 * A diagnostic for people and for editors that follow `file:line:column`: one line that says it, the line of the
 * source, and a caret under the place.
 */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, code, message, source } = diagnostic;
  const head = `${visible(file)}:${String(line)}:${String(column)} ${severity} ${code} ${visible(message)}`;
  if (source === undefined || source.trim() === '') return head;
  const { before, marked, after } = excerpt(source, column - 1, diagnostic.length);
  const indent = before.replace(/[^\t]+/g, (text) => ' '.repeat(displayWidth(text)));
  const caret = '^'.repeat(Math.max(1, displayWidth(marked)));
  return `${head}\n  ${before}${marked}${after}\n  ${indent}${caret}`;
}

/** Diagnostics as JSON for programs: an array of objects as they are. */
export function formatJson(diagnostics: readonly Diagnostic[]): string {
  return JSON.stringify(diagnostics, null, 2);
}

/** The part of a line around the place, with `…` where something is left out. */
function excerpt(source: string, start: number, length: number): { before: string; marked: string; after: string } {
  const end = start + length;
  const whole = {
    before: visible(source.slice(0, start)),
    marked: visible(source.slice(start, end)),
    after: visible(source.slice(end)),
  };
  if (source.length <= widestLine) return whole;
  const from = start < widestLine - 20 ? 0 : start - 40;
  const room = Math.max(20, from + widestLine - start);
  const marked = length > room ? `${visible(source.slice(start, start + room))}…` : whole.marked;
  const to = Math.max(end, from + widestLine);
  return {
    before: `${from > 0 ? '…' : ''}${visible(source.slice(from, start))}`,
    marked,
    after: length > room ? '' : `${visible(source.slice(end, to))}${to < source.length ? '…' : ''}`,
  };
}
