import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { help, parseCommand, type Command } from './cli/arguments.ts';
import { jsonFailure, jsonReport, reportText } from './cli/report.ts';
import { CodegenError } from './output/codegen-error.ts';
import type { RunResult } from './run.ts';

type Generate = Extract<Command, { kind: 'generate' }>;

/** Runs the command; the promise is its exit code: 0 all is well, 1 errors or differences, 2 it could not run. */
export async function main(args: readonly string[]): Promise<number> {
  process.stdout.on('error', ignoreClosedPipe);
  const command = parseCommand(args);
  if (command.kind === 'help') return say(help);
  if (command.kind === 'version') return say(`${ownVersion()}\n`);
  if (command.kind === 'wrong') return fail(`${command.message} (see kada-codegen --help)`, command);
  try {
    const specs = shown(command.specs);
    if (statSync(specs, { throwIfNoEntry: false })?.isDirectory() !== true) {
      return fail(`the specs folder ${specs} does not exist or is no folder`, command);
    }
    const asked = { ...command, specs, out: shown(command.out) };
    return command.watch ? await watchUntilInterrupted(asked) : await generateOnce(asked);
  } catch (error) {
    if (error instanceof CodegenError) return fail(error.message, command, error.cause);
    return fail(`internal error, please report it: ${String(error)}`, command, error);
  }
}

async function generateOnce(command: Generate): Promise<number> {
  const { generate } = await import('./run.ts');
  const result = await generate(command);
  await report(result, command, process.uptime());
  return result.ok ? 0 : 1;
}

async function watchUntilInterrupted(command: Generate): Promise<number> {
  const { watch } = await import('./watch.ts');
  if (!command.json) say(`watching ${command.specs} until Ctrl-C\n`);
  const watcher = watch(command, async (run) => {
    if ('failure' in run) fail(run.failure, command);
    else await report(run.result, command, run.milliseconds / 1000);
  });
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  await watcher.close();
  return 0;
}

async function report(result: RunResult, command: Generate, seconds: number): Promise<void> {
  const rounded = Math.round(seconds * 1000) / 1000;
  if (command.json) {
    say(`${JSON.stringify(jsonReport(result, { check: command.check, seconds: rounded }), null, command.watch ? 0 : 2)}\n`);
    return;
  }
  const { formatDiagnostic } = await import('./diagnostics/format.ts');
  const colour = process.stdout.isTTY && process.stdout.hasColors();
  const prefix = command.watch ? `${new Date().toTimeString().slice(0, 8)} ` : '';
  say(reportText(result, { ...command, seconds: rounded, colour, prefix, format: formatDiagnostic }));
}

/** Whoever read the output has seen enough: `kada-codegen … | head`. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

function fail(message: string, command: { json: boolean; check?: boolean }, cause?: unknown): number {
  if (command.json) say(`${JSON.stringify(jsonFailure(message, command.check === true))}\n`);
  const stack = cause instanceof Error && cause.stack !== undefined ? `${cause.stack}\n` : '';
  process.stderr.write(`kada-codegen: ${message}\n${stack}`);
  return 2;
}

/** A folder as messages show it: relative to the current one, so that terminals can follow `file:line:column`. */
function shown(folder: string): string {
  const path = relative(process.cwd(), folder);
  return path === '' ? '.' : path;
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}
