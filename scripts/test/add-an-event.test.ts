import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { copyProject, type ProjectCopy } from './project-copy.ts';

/** A fenced block that its document marks with `run`. */
interface Block {
  readonly language: string;
  /** Of a block that is a file. */
  readonly file: string;
  readonly text: string;
}

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await copyProject({ without: ['packages/codegen/test', 'packages/embedded-broker/test', 'packages/service-kit/test', 'scripts/bench', 'scripts/test/shop'] });
});
afterAll(() => copy.remove());

async function blocksIn(file: string): Promise<readonly Block[]> {
  const page = await readFile(join(copy.folder, file), 'utf8');
  return [...page.matchAll(/^```(\w+) run ?(\S*)\n(.*?)^```$/gms)].map(([, language = '', name = '', text = '']) => ({ language, file: name, text }));
}

/** Does what a reader would, and gives what the commands print. */
async function follow({ language, file, text }: Block): Promise<string> {
  if (language === 'ts') {
    await mkdir(dirname(join(copy.folder, file)), { recursive: true });
    await writeFile(join(copy.folder, file), text);
    return '';
  }
  if (language === 'diff') {
    await writeFile(join(copy.folder, 'tutorial.diff'), text);
    return runIn('git apply --unidiff-zero tutorial.diff');
  }
  if (language === 'sh') return runIn(`set -e\n${text}`);
  throw new Error(`nothing is known about blocks of ${language}`);
}

async function runIn(command: string): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '', GIT_CEILING_DIRECTORIES: dirname(copy.folder), AMQP_URL: '' };
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], { cwd: copy.folder, env });
  return stdout + stderr;
}

test('docs/add-an-event.md can be followed to its end', async () => {
  const printed: string[] = [];
  for (const block of await blocksIn('docs/add-an-event.md')) printed.push(await follow(block));

  expect(printed).toHaveLength(7);
  expect(printed[0]).toContain('new      specs/asyncapi/order.shipped.yaml');
  expect(printed[5]).toMatch(/Tests: +3 passed, 3 total/);
  expect(printed[6]).toContain('"eventType": "order.shipped"');
  await writeFile(join(copy.folder, 'tsconfig.followed.json'), JSON.stringify({ extends: './tsconfig.json', include: ['generated', 'services/notification-service', 'services/order-service'] }));
  expect(await copy.node('node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.followed.json')).toMatchObject({ code: 0, stdout: '' });
}, 180_000);
