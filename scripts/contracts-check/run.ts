import { join } from 'node:path';
import { compareSpecs, formatDiagnostic, readSpecFiles, readSpecs, worst } from '@kada-mandiya/codegen';
import type { DeployedSpecs, LocatedFinding, Specs } from '@kada-mandiya/codegen';
import { firstLine } from '../first-line.ts';
import { checkHelp, parseCheckCommand } from './arguments.ts';
import type { CheckCommand } from './arguments.ts';
import { readDeployed } from './deployed.ts';
import { commitOf, defaultBase, filesAt } from './git.ts';
import type { Repository } from './git.ts';
import { checkDeployedNames } from './known-services.ts';
import { countsText, findingsMarkdown, findingsText } from './report.ts';

type Check = Extract<CheckCommand, { readonly kind: 'check' }>;

/** Where a command writes. */
export type Output = Pick<Console, 'log' | 'error'>;

/**
 * Runs the command in a folder of a git repository.
 *
 * @returns its exit code: 0 nothing breaks, 1 something does or the specs have errors, 2 it could not run
 */
export async function runContractsCheck(args: readonly string[], folder: string, output: Output): Promise<number> {
  const command = parseCheckCommand(args);
  if (command.kind === 'help') {
    output.log(checkHelp);
    return 0;
  }
  if (command.kind === 'wrong') {
    output.error(`contracts:check: ${command.message}\n\n${checkHelp}`);
    return 2;
  }
  try {
    return await check(command, { folder }, output);
  } catch (error) {
    output.error(`contracts:check: ${firstLine(error)}`);
    return 2;
  }
}

async function check(command: Check, repository: Repository, output: Output): Promise<number> {
  const now = await readWorkingTree(repository, command.specs);
  const errors = errorsOf(now);
  if (now.contract === undefined) throw new Error(`${command.specs} has no AsyncAPI or OpenAPI document that can be read`);
  const { findings, against, warnings } = await compare(command, repository, now);
  const verdict = worst(findings);
  for (const warning of warnings) output.error(`contracts:check: ${warning}`);
  if (errors.length > 0) output.error(errorsText('contracts:check', errors));
  if (command.format === 'json') output.log(JSON.stringify({ against, verdict, ok: verdict !== 'breaking' && errors.length === 0, errors: errors.length, findings }, undefined, 2));
  else if (command.format === 'markdown') output.log(`${findingsMarkdown(findings, { against })}${errorsMarkdown(errors)}`);
  else output.log(reportText(findings, { against, all: command.all, isWhole: errors.length === 0 }));
  return verdict === 'breaking' || errors.length > 0 ? 1 : 0;
}

function errorsMarkdown(errors: readonly string[]): string {
  return errors.length === 0 ? '' : `\n\n\`\`\`\n${errorsText('contracts:check', errors).trim()}\n\`\`\``;
}

interface Shown {
  readonly against: string;
  readonly all: boolean;
  /** Whether all of the specs could be understood. */
  readonly isWhole: boolean;
}

function reportText(findings: readonly LocatedFinding[], { against, all, isWhole }: Shown): string {
  const title = `Compared with ${against}.`;
  if (findings.length === 0) return `${title}\n${isWhole ? 'Nothing has changed that anybody could notice.' : 'Nothing has changed as far as the specs can be understood.'}`;
  return `${title}\n\n${findingsText(findings, { all })}\n\n${countsText(findings)}`;
}

interface Comparison {
  readonly findings: readonly LocatedFinding[];
  /** What was compared with, as a sentence names it. */
  readonly against: string;
  readonly warnings: readonly string[];
}

async function compare(command: Check, repository: Repository, now: Specs): Promise<Comparison> {
  const { against, specs } = command;
  if (against?.endsWith('.json') === true) return compareWithDeployed(repository, { file: against, specs, now });
  const base = against === undefined ? await defaultBase(repository, specs) : { commit: await commitOf(repository, against), because: against };
  const before = await readRevision(repository, base.commit, specs, now);
  return { findings: compareSpecs(before, now), against: `${base.commit.slice(0, 10)} (${base.because})`, warnings: warningsOf(before, base.commit) };
}

/** Each service's own part of what has changed since the revision that it was built from. */
async function compareWithDeployed(repository: Repository, { file, specs, now }: DeployedFile): Promise<Comparison> {
  const { deployed, warnings } = await readDeployedSpecs(repository, { file, specs, now });
  const findings = [...new Set(deployed.map(({ specs: before }) => before))].flatMap((before) => {
    const services = deployed.filter((one) => one.specs === before).map(({ service }) => service);
    return compareSpecs(before, now).filter(({ owners }) => owners.some((owner) => services.includes(owner)));
  });
  const order = ['breaking', 'dangerous', 'safe'];
  return { findings: findings.toSorted((left, right) => order.indexOf(left.verdict) - order.indexOf(right.verdict)), against: `what is deployed by ${file}`, warnings };
}

/** A file of deployed versions, and the folder of the specs with what they say now. */
interface DeployedFile {
  readonly file: string;
  readonly specs: string;
  readonly now: Specs;
}

/**
 * The contracts that the deployed services were built from; services of one revision share them.
 *
 * @throws Error with one line where the file cannot be read, or names what is no revision or no service
 */
export async function readDeployedSpecs(
  repository: Repository,
  { file, specs, now }: DeployedFile,
): Promise<{ readonly deployed: readonly (DeployedSpecs & { readonly revision: string })[]; readonly warnings: readonly string[] }> {
  const read = new Map<string, Specs>();
  const deployed: (DeployedSpecs & { readonly revision: string })[] = [];
  for (const [service, revision] of await readDeployed(join(repository.folder, file), file)) {
    const commit = await commitOf(repository, revision);
    const own = read.get(commit) ?? (await readRevision(repository, commit, specs, now));
    read.set(commit, own);
    deployed.push({ service, revision, specs: own });
  }
  return { deployed, warnings: [...checkDeployedNames(deployed, now, file), ...[...read].flatMap(([commit, own]) => warningsOf(own, commit))] };
}

/** The specs in the working tree. */
export function readWorkingTree({ folder }: Repository, specs: string): Promise<Specs> {
  return readSpecs(join(folder, specs), specs);
}

/** The specs as a commit has them, read into memory; what others have too is not parsed again. */
export async function readRevision(repository: Repository, commit: string, specs: string, others?: Specs): Promise<Specs> {
  return readSpecFiles(specs, await filesAt(repository, commit, specs), others);
}

/** The errors in some specs, as lines. */
export function errorsOf({ diagnostics }: Specs): readonly string[] {
  return diagnostics.filter(({ severity }) => severity === 'error').map(formatDiagnostic);
}

const shownErrors = 5;

/** Some errors, and how to see all: what could be understood is compared all the same. */
export function errorsText(command: string, errors: readonly string[]): string {
  const more = errors.length > shownErrors ? `\n… and ${String(errors.length - shownErrors)} more: npm run codegen -- --check` : '';
  return `${command}: the specs have errors\n${errors.slice(0, shownErrors).join('\n')}${more}\n`;
}

/** What was published with errors is compared as far as it could be understood. */
function warningsOf(specs: Specs, commit: string): readonly string[] {
  const count = errorsOf(specs).length;
  if (specs.documents.files.size === 0) return [`${commit.slice(0, 10)} has no specs: everything is new`];
  return count === 0 ? [] : [`the specs of ${commit.slice(0, 10)} have ${String(count)} errors by today's rules; they are compared as far as they can be understood`];
}
