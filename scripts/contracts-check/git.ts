import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';

/** A git repository, looked at from a folder in it; nothing is ever changed, neither in it nor in its working tree. */
export interface Repository {
  readonly folder: string;
}

/** What git said, or that it refused. */
async function git({ folder }: Repository, args: readonly string[], input?: string): Promise<Buffer> {
  const child = spawn('git', args, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  // Git may end before it has read all; its exit code says what that means.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const [code, out, complaint] = await Promise.all([ended, buffer(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(complaint.trim().split('\n')[0] ?? `git ${args[0] ?? ''} failed`);
  return out;
}

async function line(repository: Repository, ...args: readonly string[]): Promise<string> {
  return (await git(repository, args)).toString('utf8').trim();
}

/**
 * The commit that a revision names.
 *
 * @throws Error with one line where there is none
 */
export async function commitOf(repository: Repository, revision: string): Promise<string> {
  try {
    return await line(repository, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  } catch (error) {
    const isShallow = await line(repository, 'rev-parse', '--is-shallow-repository').catch(() => 'no repository');
    if (isShallow === 'no repository') throw new Error(`${repository.folder} is in no git repository`, { cause: error });
    const hint = isShallow === 'true' ? '; the clone is shallow: fetch it with its history (fetch-depth: 0)' : '';
    throw new Error(`git knows no revision ${JSON.stringify(revision)}${hint}`, { cause: error });
  }
}

async function commitIfAny(repository: Repository, revision: string): Promise<string | undefined> {
  return line(repository, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`).catch(() => undefined);
}

/** What is compared with where nothing is said, and why. */
export interface Base {
  readonly commit: string;
  readonly because: string;
}

/**
 * Where the branch left main. On main itself: where it left its upstream; where it has not left it either, the last commit as
 * long as the specs have changes that are not committed, else the commit before.
 *
 * @throws Error with one line where there is nothing to compare with
 */
export async function defaultBase(repository: Repository, specs: string): Promise<Base> {
  const head = await commitOf(repository, 'HEAD');
  for (const main of ['origin/HEAD', 'origin/main', 'main', 'origin/master', 'master']) {
    const tip = await commitIfAny(repository, main);
    if (tip === undefined) continue;
    const base = await line(repository, 'merge-base', tip, head).catch(() => undefined);
    if (base !== undefined && base !== head) return { commit: base, because: `where the branch left ${main}` };
  }
  const changes = await line(repository, 'status', '--porcelain', '--', specs);
  if (changes !== '') return { commit: head, because: 'the last commit: the specs have changes that are not committed' };
  const parent = await commitIfAny(repository, 'HEAD^');
  if (parent === undefined) throw new Error('there is no commit before this one to compare with');
  return { commit: parent, because: 'the commit before the last' };
}

/** The files below a folder as a commit has them, by their names relative to the folder; none where it has no such folder. */
export async function filesAt(repository: Repository, commit: string, folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const listed = await git(repository, ['ls-tree', '-r', '-z', commit, '--', `${folder}/`]);
  const entries = listed
    .toString('utf8')
    .split('\0')
    .flatMap((entry) => {
      const [, id, path] = /^100\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
      return id === undefined || path === undefined ? [] : [{ id, name: path.slice(folder.length + 1) }];
    });
  if (entries.length === 0) return new Map();
  const batch = await git(repository, ['cat-file', '--batch'], entries.map(({ id }) => `${id}\n`).join(''));
  return new Map(blobsOf(batch).map((bytes, index) => [entries[index]?.name ?? '', bytes]));
}

/** `<id> blob <size>`, a line end, that many bytes and a line end, for each. */
function blobsOf(batch: Buffer): readonly Uint8Array[] {
  const blobs: Uint8Array[] = [];
  for (let at = 0; at < batch.length; ) {
    const end = batch.indexOf('\n', at);
    const size = Number(batch.toString('utf8', at, end).split(' ')[2]);
    if (!Number.isSafeInteger(size)) throw new Error('git cat-file gave something else than blobs');
    blobs.push(batch.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return blobs;
}
