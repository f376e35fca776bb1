import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** A body turned out to be larger than it may be. */
class BodyTooLargeError extends Error {
  readonly code = 'BODY_TOO_LARGE';

  constructor(maxBodyBytes: number) {
    super(`a body may have ${maxBodyBytes} bytes`);
    this.name = 'BodyTooLargeError';
  }
}

/**
 * The bytes of a request's body, untouched, read from the client only as fast as they are taken. To destroy it leaves the
 * request alive, so that it can still be answered: the rest of it is thrown away. undici destroys the body of every request
 * that goes wrong or is answered too early. It fails
 * with a `BodyTooLargeError` where there are too many bytes; where the client breaks off, it is for the caller to destroy it.
 */
export function uploadOf(request: IncomingMessage, maxBodyBytes: number): Readable {
  let received = 0;
  const onData = (chunk: Buffer): void => {
    received += chunk.length;
    if (received > maxBodyBytes) upload.destroy(new BodyTooLargeError(maxBodyBytes));
    else if (!upload.push(chunk)) request.pause();
  };
  const onEnd = (): void => void upload.push(null);
  const upload = new Readable({
    read: () => request.resume(),
    destroy: (error, done) => {
      request.off('data', onData).off('end', onEnd).resume();
      done(error);
    },
  });
  request.on('data', onData).once('end', onEnd);
  return upload;
}
