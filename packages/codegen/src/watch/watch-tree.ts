import { readdirSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/** An editor's save is several events: a truncation and a write, or a new file and a rename. */
const settleMs = 12;

/** However long events keep coming, someone wants to see what they led to. */
const longestMs = 120;

/** How soon a folder that was deleted is looked for again. */
const retryMs = 250;

/**
 * Calls back after changes in a folder and its subfolders, with the time of the first one (`performance.now()`), as
 * soon as they have settled. The folder may be deleted and come back.
 *
 * Each folder has a watcher of its own: a recursive one follows files instead of names on Linux, and loses those that
 * an editor replaces by renaming.
 */
export function watchTree(root: string, onChange: (since: number) => void): { close(): void } {
  let watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  let since: number | undefined;
  let stale = false;

  const see = (event: string): void => {
    // A folder may have come, gone, or been replaced by another one of its name.
    if (event === 'rename') stale = true;
    since ??= performance.now();
    clearTimeout(timer);
    timer = setTimeout(settle, Math.min(settleMs, Math.max(0, since + longestMs - performance.now())));
  };
  const settle = (): void => {
    if (stale) follow();
    const first = since ?? performance.now();
    since = undefined;
    onChange(first);
  };
  const follow = (): void => {
    for (const watcher of watchers) watcher.close();
    watchers = foldersIn(root).flatMap((folder) => watchOne(folder, see));
    stale = false;
    if (watchers.length === 0) timer = setTimeout(retry, retryMs);
  };
  const retry = (): void => {
    follow();
    if (watchers.length > 0) see('change');
  };
  follow();
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** A watcher, or none where the folder has gone since it was listed. */
function watchOne(folder: string, see: (event: string) => void): FSWatcher[] {
  try {
    const watcher = watch(folder, see);
    watcher.on('error', () => {
      see('rename');
    });
    return [watcher];
  } catch {
    return [];
  }
}

function foldersIn(root: string): string[] {
  const folders: string[] = [];
  const visit = (folder: string): void => {
    const entries = readdirSync(folder, { withFileTypes: true });
    folders.push(folder);
    for (const entry of entries) {
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') visit(join(folder, entry.name));
    }
  };
  try {
    visit(root);
  } catch {
    // A folder that goes while it is listed: its parent's watcher says so.
  }
  return folders;
}
