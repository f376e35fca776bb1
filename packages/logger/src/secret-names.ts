import { withoutSecrets } from './secrets-in-text.ts';

/** What a property's name says about it. */
export interface NameKind {
  /** Its value must not be logged, whatever it is. */
  readonly secret: boolean;
  /** The name as it is logged: a name can carry a secret itself, such as a URL that is a key of a map. */
  readonly printed: string;
}

const secretParts = [
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'secret',
  'token',
  'authorization',
  'cookie',
  'apikey',
  'accesskey',
  'privatekey',
  'signingkey',
  'encryptionkey',
  'credential',
  'sessionid',
];
const secretWholes = new Set(['auth', 'bearer', 'cvc', 'cvv', 'jwt', 'otp', 'pass', 'pem', 'pin', 'pw', 'pwd', 'sid']);

const rememberedNames = 2000;
const rememberedLength = 100;
const kinds = new Map<string, NameKind>();

/** Names are few and come again: each is looked at once. */
export function nameKind(name: string): NameKind {
  const known = kinds.get(name);
  if (known !== undefined) return known;
  const kind = { secret: isSecretName(name), printed: withoutSecrets(name) };
  if (kinds.size < rememberedNames && name.length <= rememberedLength) kinds.set(name, kind);
  return kind;
}

/** Whether a value under this name is a secret; case, dashes, dots and underscores do not matter. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return secretWholes.has(plain) || secretParts.some((part) => plain.includes(part));
}
