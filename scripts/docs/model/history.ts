import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A commit that changed a spec file. */
export interface Change {
  readonly commit: string;
  /** `2026-03-14` */
  readonly date: string;
  readonly subject: string;
}

/** By the file's path from the root of the repository, the newest first. */
export type History = ReadonlyMap<string, readonly Change[]>;

const mark = '\u0001';

/** What git knows of the files under a folder; nothing where there is no git, or no repository. */
export async function historyOf(root: string, folder: string): Promise<History> {
  const format = `--format=${mark}%h%x00%cs%x00%s`;
  try {
    const { stdout } = await promisify(execFile)('git', ['-c', 'core.quotePath=false', 'log', '--no-merges', format, '--name-only', '--', folder], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
    return readLog(stdout);
  } catch {
    return new Map();
  }
}

/** Reads what `git log` prints: a line for each commit, and its files below. */
export function readLog(log: string): History {
  const history = new Map<string, Change[]>();
  for (const entry of log.split(mark).slice(1)) {
    const [head = '', ...files] = entry.split('\n').filter((line) => line !== '');
    const [commit = '', date = '', subject = ''] = head.split('\0');
    for (const file of files) history.set(file, [...(history.get(file) ?? []), { commit, date, subject }]);
  }
  return history;
}
