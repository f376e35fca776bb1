import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatDiagnostic, generate, readSpecFiles } from '@kada-mandiya/codegen';
import { drawDiagrams, drifted, writeDiagrams } from '../docs/diagrams.ts';
import { readSystem } from '../docs/read-system.ts';
import { withHelp } from '../wrong-arguments.ts';
import { parseScaffoldCommand, scaffoldHelp, type EventRequest, type ServiceRequest } from './arguments.ts';
import { planEvent } from './plan-event.ts';
import { planService } from './plan-service.ts';
import { openProject, ScaffoldRefusal, type Project, type ScaffoldPlan } from './project.ts';

/** Where the command writes. */
export type Output = Pick<Console, 'log' | 'error'>;

/**
 * Runs the command in a checkout.
 *
 * @returns its exit code: 0 written and generated, 1 refused, with nothing written, 2 it failed while writing
 */
export async function runScaffold(args: readonly string[], root: string, output: Output): Promise<number> {
  const command = parseScaffoldCommand(args);
  if (command.kind === 'help') {
    output.log(scaffoldHelp);
    return 0;
  }
  if (command.kind === 'wrong') return refuse(output, withHelp('scaffold', command.message));
  const project = openProject(root);
  let plan: ScaffoldPlan;
  try {
    plan = await planOf(command, project);
    assertGood(plan, project);
  } catch (error) {
    return refuse(output, error instanceof ScaffoldRefusal ? error.message : String(error));
  }
  return write(command, plan, { project, output });
}

function planOf(command: ServiceRequest | EventRequest, project: Project): ScaffoldPlan | Promise<ScaffoldPlan> {
  return command.kind === 'service' ? planService(command, project) : planEvent(command, project);
}

/** Nothing of it may be there, and the contracts have to be good with it. */
function assertGood({ created }: ScaffoldPlan, project: Project): void {
  for (const file of created.keys()) if (project.read(file) !== undefined) throw new ScaffoldRefusal(`${file} is there`);
  const specs = new Map(project.specs());
  for (const [file, text] of created) if (file.startsWith('specs/')) specs.set(file.slice('specs/'.length), Buffer.from(text));
  const errors = readSpecFiles('specs', specs).diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new ScaffoldRefusal(`the contracts would have errors\n${errors.slice(0, 5).map(formatDiagnostic).join('\n')}`);
}

interface Surroundings {
  readonly project: Project;
  readonly output: Output;
}

async function write(command: ServiceRequest | EventRequest, { created, changed, next }: ScaffoldPlan, { project: { root }, output }: Surroundings): Promise<number> {
  for (const [file, text] of [...created, ...changed]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  if (command.kind === 'service') linkInWorkspace(root, command.service);
  const { ok, diagnostics, files } = await generate({ specs: join(root, 'specs'), out: join(root, 'generated') });
  if (!ok) {
    output.error(`scaffold: written, but not generated\n${diagnostics.map(formatDiagnostic).join('\n')}`);
    return 2;
  }
  const diagrams = drifted(await drawDiagrams(root, (await readSystem(join(root, 'specs'))).system));
  await writeDiagrams(root, diagrams);
  const generated = files.filter(({ status }) => status !== 'unchanged').length;
  output.log([...[...created.keys()].map((file) => `new      ${file}`), ...[...changed.keys()].map((file) => `changed  ${file}`), ...diagrams.map(({ file }) => `drawn    ${file}`), `${generated} files generated`, '', 'Next:', ...next.map((step) => `- ${step}`)].join('\n'));
  return 0;
}

/** What the next `npm ci` makes too. */
function linkInWorkspace(root: string, service: string): void {
  const scope = join(root, 'node_modules/@kada-mandiya');
  mkdirSync(scope, { recursive: true });
  symlinkSync(join('..', '..', 'services', service), join(scope, service), 'junction');
}

function refuse(output: Output, message: string): number {
  output.error(`scaffold: ${message}`);
  return 1;
}
