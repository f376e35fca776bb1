import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSigningKey, privateJwkOf, readSigningKeys } from '@kada-mandiya/auth';

/** What the shop needs and nobody has configured, made once and kept beside its data. */
export interface ShopSecrets {
  /** A JWK Set with private keys: `JWT_SIGNING_KEYS`. */
  readonly signingKeys: string;
  readonly adminPassword: string;
  readonly stripeSecretKey: string;
  readonly stripeWebhookSecret: string;
}

const fileName = 'secrets.json';

/** Those of the last start from this folder, or new ones. The file can be read by its owner only. */
export async function shopSecrets(dataDir: string): Promise<ShopSecrets> {
  const path = join(dataDir, fileName);
  const kept = await textOf(path);
  if (kept !== undefined) return readSecrets(kept, path);
  const made: ShopSecrets = {
    signingKeys: JSON.stringify({ keys: [privateJwkOf(generateSigningKey())] }),
    adminPassword: randomBytes(12).toString('base64url'),
    stripeSecretKey: `sk_test_${randomBytes(16).toString('hex')}`,
    stripeWebhookSecret: `whsec_${randomBytes(24).toString('hex')}`,
  };
  await mkdir(dataDir, { recursive: true });
  await writeFile(`${path}.new`, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return made;
}

/** `JWT_PUBLIC_KEYS` of a `JWT_SIGNING_KEYS`. */
export function publicKeysOf(signingKeys: string): string {
  return JSON.stringify(readSigningKeys(signingKeys).published);
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'ENOENT') return undefined;
    throw error;
  }
}

function readSecrets(text: string, path: string): ShopSecrets {
  const value: unknown = JSON.parse(text);
  if (!isSecrets(value)) throw new Error(`${path} is not what the shop has written: npm run reset makes a new one`);
  return value;
}

function isSecrets(value: unknown): value is ShopSecrets {
  const names = ['signingKeys', 'adminPassword', 'stripeSecretKey', 'stripeWebhookSecret'];
  return typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'string');
}
