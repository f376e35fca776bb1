import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { cleanEnvironment } from '../clean-environment.ts';

const launcher = join(import.meta.dirname, '..', '..', 'bin', 'kada-codegen.js');

/** How the command ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with specs, in which the command runs. */
export interface Workplace {
  readonly root: string;
  write(path: string, text: string): void;
  run(...args: readonly string[]): Ended;
  /** With Node's own options before the launcher. */
  runNode(options: readonly string[], ...args: readonly string[]): Ended;
  start(...args: readonly string[]): ChildProcessByStdio<null, Readable, Readable>;
}

export function makeWorkplace(): Workplace {
  const root = mkdtempSync(join(tmpdir(), 'kada-command-'));
  mkdirSync(join(root, 'node_modules'));
  const runNode = (options: readonly string[], ...args: readonly string[]): Ended => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...options, launcher, ...args], {
      cwd: root,
      encoding: 'utf8',
      env: cleanEnvironment(),
    });
    return { status, stdout, stderr };
  };
  return {
    root,
    write(path, text) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    run: (...args) => runNode([], ...args),
    runNode,
    start: (...args) => spawn(process.execPath, [launcher, ...args], { cwd: root, env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] }),
  };
}

/** An AsyncAPI document with one event. */
export function lampDocument(maximum = 100): string {
  return `asyncapi: 3.0.0
info: { title: Lamps, version: 1.0.0 }
channels:
  lit:
    address: lamp.lit
    messages:
      LampLit:
        payload:
          type: object
          required: [lamp]
          properties:
            lamp: { type: string }
            # In lumen.
            lumen: { type: integer, maximum: ${String(maximum)} }
operations:
  sendLampLit: { action: send, channel: { $ref: '#/channels/lit' } }
`;
}
