import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A small shop's contracts: order.placed in two versions, of which payment-service takes the first. */
const shop = join(import.meta.dirname, '../../packages/codegen/test/fixtures/good-specs/shop');

/** A git repository of a test, with the contracts of a small shop under `specs`. */
export interface ContractsRepository {
  readonly folder: string;
  /** Replaces text in a file below `specs`; it has to be there. */
  readonly edit: (file: string, from: string, to: string) => Promise<void>;
  readonly write: (file: string, content: string) => Promise<void>;
  /** Commits all that is there, and says which commit it is. */
  readonly commit: (message: string) => Promise<string>;
  readonly git: (...args: readonly string[]) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** Makes a repository with one commit on `main`. */
export async function contractsRepository(): Promise<ContractsRepository> {
  const folder = await mkdtemp(join(tmpdir(), 'contracts-'));
  const git = async (...args: readonly string[]): Promise<string> => {
    // Nothing of whoever runs the tests: neither their name, nor their hooks, nor a repository around.
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_DIR: join(folder, '.git'), GIT_WORK_TREE: folder };
    const { stdout } = await promisify(execFile)('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: folder, env });
    return stdout.trim();
  };
  const write = (file: string, content: string): Promise<void> => writeFile(join(folder, file), content);
  const edit = async (file: string, from: string, to: string): Promise<void> => {
    const before = await readFile(join(folder, 'specs', file), 'utf8');
    if (!before.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`);
    await write(join('specs', file), before.replace(from, to));
  };
  const commit = async (message: string): Promise<string> => {
    await git('add', '-A');
    await git('commit', '-q', '--allow-empty', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  await cp(shop, join(folder, 'specs'), { recursive: true });
  await git('init', '-q', '-b', 'main');
  await commit('the shop');
  return { folder, edit, write, commit, git, remove: () => rm(folder, { recursive: true, force: true }) };
}
