import { canDeploy } from '@kada-mandiya/codegen';
import type { Obstacle } from '@kada-mandiya/codegen';
import { firstLine } from '../first-line.ts';
import { commitOf } from '../contracts-check/git.ts';
import type { Repository } from '../contracts-check/git.ts';
import { servicesOf } from '../contracts-check/known-services.ts';
import { findingText } from '../contracts-check/report.ts';
import { errorsOf, errorsText, readDeployedSpecs, readRevision, readWorkingTree } from '../contracts-check/run.ts';
import type { Output } from '../contracts-check/run.ts';
import { deployHelp, parseDeployCommand } from './arguments.ts';
import type { DeployCommand } from './arguments.ts';

type Question = Extract<DeployCommand, { readonly kind: 'ask' }>;

/**
 * Runs the command in a folder of a git repository.
 *
 * @returns its exit code: 0 yes, 1 no, 2 it could not run
 */
export async function runCanIDeploy(args: readonly string[], folder: string, output: Output): Promise<number> {
  const command = parseDeployCommand(args);
  if (command.kind === 'help') {
    output.log(deployHelp);
    return 0;
  }
  if (command.kind === 'wrong') {
    output.error(`can-i-deploy: ${command.message}\n\n${deployHelp}`);
    return 2;
  }
  try {
    return await ask(command, { folder }, output);
  } catch (error) {
    output.error(`can-i-deploy: ${firstLine(error)}`);
    return 2;
  }
}

async function ask(question: Question, repository: Repository, output: Output): Promise<number> {
  const { service, specs, revision } = question;
  const own = revision === undefined ? await readWorkingTree(repository, specs) : await readRevision(repository, await commitOf(repository, revision), specs);
  const { deployed, warnings } = await readDeployedSpecs(repository, { file: question.deployed, specs, now: own });
  const isKnown = deployed.some((one) => one.service === service) || servicesOf(own).includes(service);
  if (!isKnown) throw new Error(`no contract and no deployment knows a service ${JSON.stringify(service)}`);
  const errors = errorsOf(own);
  if (errors.length > 0) {
    output.error(errorsText('can-i-deploy', errors));
    return 2;
  }
  for (const warning of warnings) output.error(`can-i-deploy: ${warning}`);
  const obstacles = canDeploy({ service, specs: own }, deployed);
  const reasons = obstacles.filter(({ verdict }) => verdict === 'breaking');
  if (question.json) output.log(JSON.stringify({ service, answer: reasons.length === 0 ? 'yes' : 'no', findings: obstacles.filter(({ verdict }) => verdict !== 'safe') }, undefined, 2));
  else output.log(answerText(service, obstacles, deployed));
  return reasons.length === 0 ? 0 : 1;
}

function answerText(service: string, obstacles: readonly Obstacle[], deployed: readonly { readonly service: string; readonly revision: string }[]): string {
  const reasons = obstacles.filter(({ verdict }) => verdict === 'breaking');
  const doubts = obstacles.filter(({ verdict }) => verdict === 'dangerous');
  const others = deployed.filter((one) => one.service !== service);
  const among = others.length === 0 ? 'nothing else is deployed' : `deployed: ${others.map(({ service: name, revision }) => `${name} ${revision}`).join(', ')}`;
  const answer = reasons.length === 0 ? `yes: ${service} works with all that is deployed` : `no: ${service} does not work with ${[...new Set(reasons.map(({ with: other }) => other))].join(', ')}`;
  return [answer, among, ...[...reasons, ...doubts].map((obstacle) => `\n${findingText(obstacle)}`)].join('\n');
}
