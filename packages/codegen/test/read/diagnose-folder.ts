import { runChecks } from '../../src/checks/index.ts';
import { diagnose, type Diagnostic } from '../../src/diagnostics/diagnose.ts';
import type { LoadedDocuments } from '../../src/input/documents.ts';
import { loadDocuments } from '../../src/input/load.ts';
import type { Contract } from '../../src/ir/contract.ts';
import { readContract } from '../../src/read/read-contract.ts';

/** All that a run says of a folder, and the contract that it reads; the folder is shown as `specs`. */
export async function diagnoseFolder(
  dir: string,
): Promise<{ contract: Contract | undefined; diagnostics: readonly Diagnostic[] }> {
  return diagnoseDocuments(await loadDocuments(dir));
}

export function diagnoseDocuments(documents: LoadedDocuments): {
  contract: Contract | undefined;
  diagnostics: readonly Diagnostic[];
} {
  const { contract, problems } = readContract(documents);
  const checked = contract === undefined ? [] : runChecks(contract, documents);
  const found = [...documents.problems, ...problems, ...checked];
  const diagnostics = diagnose(found, { ...documents, dir: 'specs' }, contract?.settings.profile ?? 'none');
  return { contract, diagnostics };
}
