import type { JsonPath } from './json.ts';

/**
 * Where a thing stands in the specs: the file, relative to the specs folder with `/` between folders, and the
 * path of keys in it. It holds no line, so that comments and white space change no cache key.
 */
export interface Origin {
  readonly file: string;
  readonly path: JsonPath;
  /** What is meant: the value at the path (the default) or its key. */
  readonly at?: 'key' | 'value';
}

/** The origin of something below another. */
export function below(origin: Origin, ...steps: JsonPath): Origin {
  return { file: origin.file, path: [...origin.path, ...steps] };
}

/** The same place, its key meant instead of its value. */
export function keyOf(origin: Origin): Origin {
  return { file: origin.file, path: origin.path, at: 'key' };
}
