import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cruise } from 'dependency-cruiser';
import type { IConfiguration, ICruiseResult } from 'dependency-cruiser';

const repository = join(import.meta.dirname, '../..');
const { forbidden = [], options } = createRequire(import.meta.url)(
  join(repository, '.dependency-cruiser.cjs'),
) as IConfiguration;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imports-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Writes a project of some files and returns the names of the import rules that it breaks. */
async function broken(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const { output } = await cruise(
    ['.'],
    {
      baseDir: folder,
      validate: true,
      ruleSet: { forbidden },
      doNotFollow: { path: 'node_modules' },
      tsPreCompilationDeps: true,
      ...(options?.exclude === undefined ? {} : { exclude: options.exclude }),
    },
    { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  );
  return [...new Set((output as ICruiseResult).summary.violations.map(({ rule }) => rule.name))];
}

const leaf = 'export const leaf = 1;\n';
const importing = (path: string): string => `export { leaf } from '${path}';\n`;

const violations: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['contract-is-types-only', 'packages/contract/src/a.ts', 'packages/logger/src/b.ts'],
  ['codegen-stands-alone', 'packages/codegen/src/run.ts', 'packages/logger/src/b.ts'],
  ['codegen-core-reads-no-files', 'packages/codegen/src/emitters/a.ts', 'packages/codegen/src/output/b.ts'],
  ['packages-know-no-contract', 'packages/logger/src/a.ts', 'generated/event-contracts/src/b.ts'],
  ['packages-use-contract-and-logger', 'packages/database/src/a.ts', 'packages/auth/src/b.ts'],
  ['kit-does-not-generate', 'packages/service-kit/src/a.ts', 'packages/codegen/src/b.ts'],
  ['generated-is-light', 'generated/gateway/src/a.ts', 'packages/logger/src/b.ts'],
  ['services-are-islands', 'services/order-service/src/a.ts', 'services/auth-service/src/b.ts'],
  ['services-use-the-kit', 'services/order-service/src/http.ts', 'packages/database/src/b.ts'],
  ['only-the-store-knows-the-database', 'services/order-service/src/store.ts', 'packages/rabbitmq-client/src/b.ts'],
  ['service-tests-use-the-sandbox', 'services/order-service/test/a.ts', 'packages/embedded-broker/src/b.ts'],
  ['gateway-imports', 'gateway/src/a.ts', 'packages/database/src/b.ts'],
  ['web-imports', 'web/src/a.ts', 'generated/event-contracts/src/b.ts'],
  ['nobody-imports-scripts', 'packages/logger/src/a.ts', 'scripts/b.ts'],
  ['sources-import-no-tests', 'packages/logger/src/a.ts', 'packages/logger/test/b.ts'],
];

describe('the import table', () => {
  test.each(violations)('%s: %s may not import %s', async (rule, from, to) => {
    const up = '../'.repeat(from.split('/').length - 1);
    expect(await broken({ [from]: importing(up + to), [to]: leaf })).toContain(rule);
  });

  test('codegen-core-is-pure: an emitter may not import a Node core module', async () => {
    const text = "export { readFile } from 'node:fs/promises';\n";
    expect(await broken({ 'packages/codegen/src/emitters/a.ts': text })).toContain('codegen-core-is-pure');
  });

  test('no-circular: modules may not import each other in a circle', async () => {
    expect(await broken({ 'scripts/a.ts': importing('./b.ts'), 'scripts/b.ts': importing('./a.ts') })).toContain(
      'no-circular',
    );
  });

  test('not-unresolvable: an import must lead somewhere', async () => {
    expect(await broken({ 'scripts/a.ts': importing('./nowhere.ts') })).toContain('not-unresolvable');
  });

  test('every rule is tried here, and what the table allows is allowed', async () => {
    const tried = [...violations.map(([rule]) => rule), 'codegen-core-is-pure', 'no-circular', 'not-unresolvable'];
    expect(forbidden.map(({ name }) => name).sort()).toEqual(tried.sort());
    expect(
      await broken({
        'services/order-service/src/service.ts':
          importing('../../../packages/service-kit/src/b.ts') + "import '../../../generated/service-contracts/src/b.ts';\n",
        'services/order-service/src/store.ts': importing('../../../packages/database/src/b.ts'),
        'packages/service-kit/src/b.ts': importing('../../database/src/b.ts'),
        'packages/database/src/b.ts': leaf,
        'generated/service-contracts/src/b.ts': leaf,
      }),
    ).toEqual([]);
  });
});
