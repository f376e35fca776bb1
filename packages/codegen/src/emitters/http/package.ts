import type { Contract } from '../../ir/contract.ts';
import type { ApiLayout } from './api-layout.ts';
import { packageName } from './package-files.ts';
import type { GeneratedPackage } from './package-files.ts';

/** The package `http-contracts`, of an API each for a subpath and its client for another. */
export function httpContractsPackage(contract: Contract, layouts: readonly ApiLayout[]): GeneratedPackage {
  const name = packageName(contract, 'http-contracts');
  const isHouse = contract.settings.profile === 'kada-mandiya';
  const example = layouts[0];
  return {
    folder: 'http-contracts',
    description: 'Types, validators, operations and clients of the HTTP APIs',
    exports: new Map([
      ['.', './src/index.ts'],
      ...(isHouse ? [['./public-api', './src/public-api/client.ts'] as const] : []),
      ...layouts.flatMap(({ folder }) => [
        [`./${folder}`, `./src/${folder}/index.ts`] as const,
        [`./${folder}/client`, `./src/${folder}/client.ts`] as const,
        [`./${folder}/openapi`, `./src/${folder}/openapi.ts`] as const,
      ]),
    ]),
    dependencies: { '@kada-mandiya/contract': '0.1.0', 'openapi-fetch': '0.17.0', zod: '4.6.7' },
    readme: `${introduction}${isHouse ? publicApiUsage(name) : ''}${example === undefined ? '' : usage(name, example)}`,
  };
}

const introduction = `What the HTTP APIs take and answer, generated from their OpenAPI documents; nothing here is edited.
`;

function publicApiUsage(name: string): string {
  return `
For a browser or any other client of the gateway:

\`\`\`ts
import { createPublicApiClient } from '${name}/public-api';

const api = createPublicApiClient({ baseUrl: 'http://localhost:4000' });
const { data, error } = await api.GET('/products');
\`\`\`
`;
}

function usage(name: string, { api, folder, prefix }: ApiLayout): string {
  return `
For each API (\`${folder}\` here):

| import | holds |
|---|---|
| \`${name}/${folder}\` | the types of its component schemas, their Zod schemas (\`…Schema\`) and predicates (\`is…\`), its operations (\`${prefix}Operations\`) |
| \`${name}/${folder}/client\` | \`create${prefix}Client\`, a client of ${api.name} itself |
| \`${name}/${folder}/openapi\` | \`paths\`, \`components\` and \`operations\` as openapi-typescript prints them |
`;
}
