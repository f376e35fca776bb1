import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { cleanEnvironment } from '../../clean-environment.ts';

const loader = join(import.meta.dirname, '../../../src/emitters/http/openapi-typescript-load.ts');

test('printing types loads neither the linter nor the bundler of openapi-typescript', () => {
  const script = `
    import { createRequire } from 'node:module';
    const { loadOpenapiTypescript } = await import(${JSON.stringify(loader)});
    const library = await loadOpenapiTypescript();
    const loaded = Object.keys(createRequire(${JSON.stringify(loader)}).cache).map((path) => path.replaceAll('\\\\', '/'));
    const count = (...ends) => loaded.filter((path) => ends.some((end) => path.endsWith(end))).length;
    process.stdout.write(JSON.stringify({
      parts: Object.values(library).map((part) => typeof part),
      compiler: count('/typescript/lib/typescript.js'),
      printer: count('/openapi-typescript/dist/transform/index.cjs'),
      others: count('/openapi-core/lib/index.js', '/openapi-typescript/dist/lib/redoc.cjs'),
    }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    env: cleanEnvironment(),
  });
  expect(stderr).toBe('');
  // That compiler and printer are seen shows that the others would be.
  expect(JSON.parse(stdout)).toEqual({ parts: ['function', 'function', 'function', 'object'], compiler: 1, printer: 1, others: 0 });
});
