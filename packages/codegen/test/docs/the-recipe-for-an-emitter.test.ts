import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment } from '../clean-environment.ts';

const own = join(import.meta.dirname, '../..');
const repository = join(own, '../..');

test('the emitter of docs/codegen.md works as it stands there, put where the page says', () => {
  const page = readFileSync(join(repository, 'docs/codegen.md'), 'utf8');
  const [, source] = /<!-- emitter:start -->\n```ts\n(.*?)```\n<!-- emitter:end -->/s.exec(page) ?? [];
  const root = mkdtempSync(join(tmpdir(), 'kada-recipe-'));
  try {
    for (const part of ['src', 'bin', 'package.json']) cpSync(join(own, part), join(root, part), { recursive: true });
    symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
    mkdirSync(join(root, 'src/emitters/routing-keys'));
    writeFileSync(join(root, 'src/emitters/routing-keys/emitter.ts'), source ?? '');
    const list = join(root, 'src/emitters/index.ts');
    const listed = readFileSync(list, 'utf8').replace('= [\n', '= [\n  routingKeyList,\n');
    writeFileSync(list, `import { routingKeyList } from './routing-keys/emitter.ts';\n${listed}`);
    const out = join(root, 'out');
    const args = [join(root, 'bin/kada-codegen.js'), '--specs', join(repository, 'specs'), '--out', out];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: cleanEnvironment() });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(join(out, 'routing-keys.txt'), 'utf8').split('\n')).toContain('order.created');
  } finally {
    rmSync(root, { recursive: true });
  }
});
