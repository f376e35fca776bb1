import type { Route } from '@kada-mandiya/contract';

import type { JsonObject } from '../../ir/json.ts';
import type { Emitter } from '../../ir/planned-file.ts';
import { code, generatedBanner, printModule, typeFrom } from '../../print/code.ts';
import { prettyLiteral } from '../../print/literal.ts';
import { planPackageFiles } from '../http/package-files.ts';
import { publicApi, publicApiInput } from './public-api.ts';
import { routesOf } from './routes.ts';

/** `gateway`: the route table, and all public operations as one OpenAPI document. */
export const gatewayContract: Emitter = function* (contract) {
  if (contract.settings.profile !== 'kada-mandiya' || contract.apis.length === 0) return;
  yield* planPackageFiles(contract, {
    folder: 'gateway',
    name: 'gateway-contract',
    description: 'The route table of the gateway, and its public API as one OpenAPI document',
    exports: new Map([
      ['.', './src/index.ts'],
      ['./openapi.json', './openapi.json'],
    ]),
    files: ['openapi.json'],
    dependencies: { '@kada-mandiya/contract': '0.1.0' },
    readme: `What the gateway serves, generated from the OpenAPI documents of all services; nothing here is edited.

- \`routes\`: what it forwards to whom, who may, and how often. The first route that matches is the right one.
- \`publicApi\`, and the same as \`openapi.json\`: the public operations of all services in one document.
`,
  });
  const routes = routesOf(contract);
  const input = publicApiInput(contract);
  yield { path: 'gateway/src/index.ts', input: null, print: printIndex };
  yield { path: 'gateway/src/routes.ts', input: routes, print: () => printRoutes(routes) };
  yield { path: 'gateway/openapi.json', input, print: () => `${JSON.stringify(publicApi(contract), undefined, 2)}\n` };
  yield {
    path: 'gateway/src/openapi.ts',
    input,
    print: () =>
      printModule(code`/** The public operations of all services as one OpenAPI document. */
export const publicApi: object = ${prettyLiteral(publicApi(contract))};`),
  };
};

function printIndex(): string {
  return `${generatedBanner}\n\nexport * from './openapi.ts';\nexport * from './routes.ts';\n`;
}

function printRoutes(routes: readonly Route[]): string {
  return printModule(code`/** What the gateway forwards to whom: the first route that matches is the right one. */
export const routes: readonly ${typeFrom('@kada-mandiya/contract', 'Route')}[] = ${prettyLiteral(routes.map(toJson))};`);
}

function toJson({ rateLimit, ...route }: Route): JsonObject {
  return { ...route, ...(rateLimit === undefined ? {} : { rateLimit: { ...rateLimit } }) };
}
