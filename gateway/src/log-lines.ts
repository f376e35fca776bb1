import { writeSync } from 'node:fs';

/** Where a logger writes to. */
export interface LogDestination {
  write(line: string): void;
}

/** So many characters are not held back. */
const much = 65_536;

/**
 * Standard output, written every 5 ms at most, or as soon as there is much: a call of the system costs a gateway more than a
 * line does otherwise. What is left at the end of the process, by an error too, is written then.
 */
export function gatheredLines(write: (text: string) => void = writeWhole): LogDestination {
  let pending = '';
  const flush = (): void => {
    const text = pending;
    pending = '';
    if (text !== '') write(text);
  };
  process.on('exit', flush);
  return {
    write: (line) => {
      if (pending === '') setTimeout(flush, 5);
      pending += line;
      if (pending.length >= much) flush();
    },
  };
}

/** A pipe that is full has to be waited for. */
function writeWhole(text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      if (typeof error !== 'object' || error === null || Reflect.get(error, 'code') !== 'EAGAIN') throw error;
    }
  }
}
