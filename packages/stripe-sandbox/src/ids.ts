import { randomBytes } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits that nobody can guess; 24 of them are 142 bits. */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // Above the largest multiple of the alphabet's length, some letters would come more often than others.
      if (byte < 248 && text.length < length) text += alphabet[byte % alphabet.length] ?? '';
    }
  }
  return text;
}

/** An id as Stripe writes it: `pi_…`, `evt_…`. */
export function newId(prefix: string): string {
  return `${prefix}_${randomText(24)}`;
}
