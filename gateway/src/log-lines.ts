import { writeSync } from 'node:fs';

/** Where a logger writes to. */
export interface LogDestination {
  write(line: string): void;
}

/**
 * Standard output, written once for all lines of one turn of the event loop: a line costs a gateway more than what it
 * does otherwise. What is left at the end of the process, by an error too, is written then.
 */
export function linesByTurn(write: (text: string) => void = writeWhole): LogDestination {
  let pending = '';
  const flush = (): void => {
    const text = pending;
    pending = '';
    if (text !== '') write(text);
  };
  process.on('exit', flush);
  return {
    write: (line) => {
      if (pending === '') setImmediate(flush);
      pending += line;
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
