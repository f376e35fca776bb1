import { readFile } from 'node:fs/promises';
import { loadDocuments } from '../../packages/codegen/src/input/load.ts';
import { sortedFindings, formatFinding, type Finding } from './finding.ts';
import { houseRules } from './house-rules.ts';
import { asyncApiValidation, openApiFindings } from './official.ts';

/** Where the command writes. */
export type Output = Pick<Console, 'log' | 'error'>;

/**
 * Lints a specs folder: the AsyncAPI project's parser, the OpenAPI Initiative's schema, and the house rules of a ruleset file.
 *
 * @returns the exit code: 0 nothing found, 1 something, or nothing to look at
 */
export async function runContractsLint(specs: string, ruleset: string, output: Output): Promise<number> {
  const started = performance.now();
  const documents = await loadDocuments(specs);
  const files = [...documents.files.values()];
  const asyncApi = asyncApiValidation();
  const findings: Finding[] = [...(await houseRules(await readFile(ruleset, 'utf8'))(documents))];
  for (const file of files) {
    if (file.kind === 'asyncapi') findings.push(...(await asyncApi(file, documents)));
    if (file.kind === 'openapi') findings.push(...(await openApiFindings(file, documents)));
  }
  const sorted = sortedFindings(findings);
  for (const finding of sorted) output.error(formatFinding(finding));
  const count = files.filter(({ kind }) => kind === 'asyncapi' || kind === 'openapi').length;
  output.log(`${count} documents and ${files.length - count} files that they share, ${sorted.length === 0 ? 'nothing found' : `${sorted.length} found`}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return count === 0 || sorted.length > 0 ? 1 : 0;
}
