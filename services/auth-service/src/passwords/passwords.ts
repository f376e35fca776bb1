import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { atMost } from './at-most.ts';
import { fromPhc, toPhc, type Argon2Cost, type PasswordHash } from './phc.ts';

/** `outdated`: it matches, but the hash was made at another cost than is configured now. */
type PasswordVerdict = 'matches' | 'outdated' | 'differs';

/** Hashes passwords off the event loop, a few at a time: each takes the configured memory while it runs. */
export interface Passwords {
  /** The hash in PHC form; `undefined` where too many wait already. */
  hash(password: string): Promise<string | undefined>;
  /**
   * Compares a password with a hash in PHC form. Without a hash it `differs`, after the same work. `undefined` where too
   * many wait already.
   *
   * @throws Error for a hash that is not in PHC form
   */
  verify(password: string, passwordHash: string | undefined): Promise<PasswordVerdict | undefined>;
}

export interface PasswordsOptions {
  readonly cost: Argon2Cost;
  /** How many are hashed at the same time. */
  readonly atOnce: number;
  /** How many may wait. */
  readonly waiting: number;
}

const saltBytes = 16;
const hashBytes = 32;
const derive = promisify(argon2);

export function createPasswords({ cost, atOnce, waiting }: PasswordsOptions): Passwords {
  const queue = atMost({ atOnce, waiting });
  // What a password is compared with where there is no account: no password hashes to it.
  const nobody: PasswordHash = { ...cost, salt: randomBytes(saltBytes), hash: randomBytes(hashBytes) };
  return {
    hash: (password) =>
      queue.run(async () => {
        const salt = randomBytes(saltBytes);
        const hash = await argon2id(password, { ...cost, salt, length: hashBytes });
        return toPhc({ ...cost, salt, hash });
      }),
    verify: (password, passwordHash) =>
      queue.run(async () => {
        const kept = passwordHash === undefined ? nobody : fromPhc(passwordHash);
        const hash = await argon2id(password, { ...kept, length: kept.hash.length });
        if (!timingSafeEqual(hash, kept.hash)) return 'differs';
        return isSameCost(kept, cost) ? 'matches' : 'outdated';
      }),
  };
}

interface Derivation extends Argon2Cost {
  readonly salt: Buffer;
  readonly length: number;
}

/** The same characters are the same password, however the keyboard composes them (RFC 8265, section 4.2.2). */
function argon2id(password: string, { memoryKib, passes, parallelism, salt, length }: Derivation): Promise<Buffer> {
  return derive('argon2id', { message: password.normalize('NFC'), nonce: salt, memory: memoryKib, passes, parallelism, tagLength: length });
}

function isSameCost(one: Argon2Cost, other: Argon2Cost): boolean {
  return one.memoryKib === other.memoryKib && one.passes === other.passes && one.parallelism === other.parallelism;
}
