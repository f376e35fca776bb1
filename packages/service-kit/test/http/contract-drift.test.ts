import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

test('the contract under test is what its specs generate', () => {
  const repository = join(import.meta.dirname, '../../../..');
  const library = join(repository, 'packages/service-kit/fixtures/library');
  const { status, stdout } = spawnSync(
    process.execPath,
    ['packages/codegen/bin/kada-codegen.js', '--check', '--specs', join(library, 'specs'), '--out', join(library, 'generated')],
    { cwd: repository, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  );

  expect({ status, stdout }).toMatchObject({ status: 0 });
});
