import { formatDiagnostic, readSpecs } from '@kada-mandiya/codegen';
import type { SpecFiles } from '../../packages/codegen/src/input/documents.ts';
import { systemOf, type System } from './model/system.ts';

/** The contracts, arranged, and the files that they stand in. */
export interface ReadSpecs {
  readonly system: System;
  readonly files: SpecFiles;
}

/** The specs are broken: the message has a place for each fault. */
export class BrokenSpecsError extends Error {
  override readonly name = 'BrokenSpecsError';
}

/** Reads the contracts of a folder. @throws BrokenSpecsError */
export async function readSystem(folder: string): Promise<ReadSpecs> {
  const { contract, diagnostics, documents } = await readSpecs(folder);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (contract === undefined || errors.length > 0) throw new BrokenSpecsError(errors.map((error) => formatDiagnostic(error)).join('\n'));
  return { system: systemOf(contract), files: documents.files };
}
