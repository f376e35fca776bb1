import type { Dialect } from '../schema/read.ts';

/**
 * The dialect that a `schemaFormat` names (AsyncAPI 3.0, Multi Format Schema Object), or what is wrong with it.
 *
 * Draft 6 is part of draft 7, and so is AsyncAPI's own schema object but for `discriminator`, `externalDocs` and
 * `deprecated`, which assert nothing.
 */
export function dialectOfFormat(schemaFormat: string): { readonly dialect: Dialect } | { readonly refused: string } {
  const [type = '', ...parameters] = schemaFormat
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const version =
    parameters
      .find((parameter) => parameter.startsWith('version='))
      ?.slice('version='.length)
      .replace(/^"|"$/g, '') ?? '';
  const base = type.replace(/\+(?:json|yaml)$/, '');
  if (base === 'application/vnd.aai.asyncapi') return { dialect: 'draft-07' };
  if (base === 'application/vnd.oai.openapi') {
    if (version.startsWith('3.0')) return { dialect: 'openapi-3.0' };
    return /^3\.[12]/.test(version) ? { dialect: '2020-12' } : { refused: `OpenAPI ${version} schemas are not read` };
  }
  if (base === 'application/schema') return jsonSchemaDraft(version);
  const other = otherFormats.find(([prefix]) => base.startsWith(prefix));
  const name = other === undefined ? JSON.stringify(schemaFormat) : other[1];
  return { refused: `${name} schemas are not read, only JSON Schema; convert it, or leave this message out` };
}

const otherFormats = [
  ['application/vnd.apache.avro', 'Avro'],
  ['application/vnd.google.protobuf', 'Protobuf'],
  ['application/raml', 'RAML'],
  ['application/xml', 'XML'],
] as const;

function jsonSchemaDraft(version: string): { readonly dialect: Dialect } | { readonly refused: string } {
  switch (version) {
    case '':
    case 'draft-07':
    case 'draft-06':
      return { dialect: 'draft-07' };
    case '2020-12':
    case 'draft/2020-12':
    case 'draft-2020-12':
      return { dialect: '2020-12' };
    default:
      return { refused: `JSON Schema ${version} is not read, only draft-06, draft-07 and 2020-12` };
  }
}
