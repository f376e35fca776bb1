import type { Contract } from './ir/contract.ts';
import type { Origin } from './ir/origin.ts';
import { diagnose, placeIn, type Diagnostic, type Place } from './diagnostics/diagnose.ts';
import { runChecks } from './checks/index.ts';
import { compareContracts } from './evolution/compare-contracts.ts';
import { canDeploy as meet, type Deployment } from './evolution/deploy/can-deploy.ts';
import type { Finding } from './evolution/finding.ts';
import type { LoadedDocuments } from './input/documents.ts';
import { documentsOf, loadDocuments } from './input/load.ts';
import { readContract } from './read/read-contract.ts';

/** Specs as they were read. */
export interface Specs {
  readonly documents: LoadedDocuments;
  /** Absent where there is no document to read. */
  readonly contract: Contract | undefined;
  /** What is wrong with them; an error means that the contract holds only what could be understood. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the specs of a folder, which is shown by another name where one is given. */
export async function readSpecs(dir: string, shown = dir): Promise<Specs> {
  return specsOf({ ...(await loadDocuments(dir)), dir: shown });
}

/**
 * Reads specs from memory: their files by names relative to the folder that is shown. Files that others have with the same
 * text are not parsed again.
 */
export function readSpecFiles(dir: string, contents: ReadonlyMap<string, Uint8Array>, others?: Specs): Specs {
  return specsOf(documentsOf(dir, contents, others?.documents));
}

function specsOf(documents: LoadedDocuments): Specs {
  const { contract, problems } = readContract(documents);
  const checked = contract === undefined ? [] : runChecks(contract, documents);
  return { documents, contract, diagnostics: diagnose([...documents.problems, ...problems, ...checked], documents, contract?.settings.profile ?? 'none') };
}

/** A finding with its places in the texts of both sides. */
export interface LocatedFinding extends Omit<Finding, 'before' | 'after'> {
  readonly before?: Place;
  readonly after?: Place;
}

/**
 * What has changed between two states of the specs, the worst first. What stands in a file that does not parse on the other
 * side is not compared: it has not gone.
 */
export function compareSpecs(before: Specs, after: Specs): readonly LocatedFinding[] {
  const [from, to] = [before.contract ?? noContract, after.contract ?? noContract];
  const findings = compareContracts(from, to).filter((finding) => !isHidden(after, finding.before) && !isHidden(before, finding.after));
  return findings.map((finding) => located(finding, before.documents, after.documents));
}

const noContract: Contract = { settings: { profile: 'none' }, eventDocuments: [], apis: [], services: [], schemas: new Map() };

/** Whether a place is in a file that is there and does not parse. */
function isHidden({ documents }: Specs, origin: Origin | undefined): boolean {
  const file = origin === undefined ? undefined : documents.files.get(origin.file);
  return file !== undefined && file.value === undefined;
}

function located({ before, after, ...finding }: Finding, from: LoadedDocuments, to: LoadedDocuments): LocatedFinding {
  const place = (documents: LoadedDocuments, origin: Origin | undefined): Place | undefined => (origin === undefined ? undefined : placeIn(documents, origin));
  const [first, second] = [place(from, before), place(to, after)];
  return { ...finding, ...(first === undefined ? {} : { before: first }), ...(second === undefined ? {} : { after: second }) };
}

/** A service and the specs that it was, or is to be, built from. */
export interface DeployedSpecs {
  readonly service: string;
  readonly specs: Specs;
}

/** What stands between a service and another that is deployed. */
export interface Obstacle extends LocatedFinding {
  readonly with: string;
}

/** Whether a service works with all that is deployed: nothing that is breaking means yes. */
export function canDeploy(candidate: DeployedSpecs, deployed: readonly DeployedSpecs[]): readonly Obstacle[] {
  const specs = new Map(deployed.map((one) => [one.service, one.specs]));
  const deploymentOf = (one: DeployedSpecs): Deployment => ({ service: one.service, contract: one.specs.contract ?? noContract });
  return meet(deploymentOf(candidate), deployed.map(deploymentOf)).flatMap(({ with: other, isTurned, findings }) => {
    const [mine, theirs] = [candidate.specs.documents, (specs.get(other) ?? candidate.specs).documents];
    return findings.map((finding) => ({ with: other, ...(isTurned ? located(finding, mine, theirs) : located(finding, theirs, mine)) }));
  });
}
