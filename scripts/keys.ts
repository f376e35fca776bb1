/**
 * `npm run keys [-- FOLDER]`: a new key that signs access tokens, in two files: `signing-keys.json` for auth-service
 * (`JWT_SIGNING_KEYS`), readable by its owner only, and `public-keys.json` for everybody who verifies (`JWT_PUBLIC_KEYS`).
 * Files that are there stay.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { generateSigningKey, privateJwkOf, publicJwkOf } from '@kada-mandiya/auth';

const [folder = 'keys', ...more] = process.argv.slice(2);
process.exitCode = more.length > 0 || folder.startsWith('-') ? refuse('it takes one folder') : write(resolve(folder));

function write(into: string): number {
  const key = generateSigningKey();
  const [signing, published] = [join(into, 'signing-keys.json'), join(into, 'public-keys.json')];
  try {
    mkdirSync(into, { recursive: true, mode: 0o700 });
    writeFileSync(signing, `${JSON.stringify({ keys: [privateJwkOf(key)] }, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    writeFileSync(published, `${JSON.stringify({ keys: [publicJwkOf(key)] }, undefined, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  console.log(`JWT_SIGNING_KEYS=${signing}   auth-service's, a secret\nJWT_PUBLIC_KEYS=${published}   of the other services and the gateway`);
  return 0;
}

function refuse(message: string): number {
  console.error(`keys: ${message}`);
  return 1;
}
