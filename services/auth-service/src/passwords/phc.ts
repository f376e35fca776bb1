/** What an Argon2id hash costs (RFC 9106). */
export interface Argon2Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** An Argon2id hash and all that is needed to compute it again. */
export interface PasswordHash extends Argon2Cost {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const form = /^\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,9})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,86})$/;

/** In PHC string form, as every library for Argon2 reads it: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`. */
export function toPhc({ memoryKib, passes, parallelism, salt, hash }: PasswordHash): string {
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${plainBase64(salt)}$${plainBase64(hash)}`;
}

/** @throws Error for a text that is no Argon2id hash in that form; the text is not in its message */
export function fromPhc(text: string): PasswordHash {
  const [, memoryKib, passes, parallelism, salt, hash] = form.exec(text) ?? [];
  if (salt === undefined || hash === undefined) throw new Error('a stored password hash is not in the PHC form of Argon2id');
  return {
    memoryKib: Number(memoryKib),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

/** Without padding, as the PHC form has it. */
function plainBase64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
