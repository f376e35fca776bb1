/**
 * Why a run could not do its work although the specs may be right: a folder that cannot be written, a path that an
 * emitter may not plan. Its message is one line for the user.
 */
export class CodegenError extends Error {
  override readonly name = 'CodegenError';
}

/** What a file-system error says, by its code: the class of the error is not to be relied on. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** A file-system error as the end of a sentence. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error) ?? '';
  const fallback = error instanceof Error ? error.message : String(error);
  return reasons[code] ?? (code === '' ? fallback : code);
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a file stands where a folder should be',
  EISDIR: 'a folder stands where a file should be',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead in a circle',
};
