import type { Contract } from '../../ir/contract.ts';
import type { Emitter, PlannedFile } from '../../ir/planned-file.ts';
import { code, generatedBanner, printModule } from '../../print/code.ts';
import { docComment } from '../../print/comment.ts';
import { prettyLiteral } from '../../print/literal.ts';
import { uncapitalize } from '../events/identifiers.ts';
import { packageName, packageVersion, planPackageFiles } from '../http/package-files.ts';
import type { GeneratedPackage } from '../http/package-files.ts';
import { printServiceContract } from './contract-module.ts';
import type { ContractPackages } from './contract-module.ts';
import { layOutServices } from './service-layout.ts';
import type { ServiceLayout } from './service-layout.ts';

/** `service-contracts`: per service what it serves, publishes and consumes, as one type and one value. */
export const serviceContracts: Emitter = function* (contract) {
  if (contract.settings.profile !== 'kada-mandiya' || contract.services.length === 0) return;
  const layouts = layOutServices(contract);
  const packages: ContractPackages = {
    events: packageName(contract, 'event-contracts'),
    http: packageName(contract, 'http-contracts'),
  };
  yield* planPackageFiles(contract, serviceContractsPackage(contract, layouts, packages));
  const modules = layouts.map(({ module }) => module);
  yield {
    path: 'service-contracts/src/index.ts',
    input: modules,
    print: () => `${generatedBanner}\n\n${modules.map((module) => `export * from './${module}.ts';\n`).join('')}`,
  };
  for (const layout of layouts) yield* planService(layout, packages);
};

function* planService(layout: ServiceLayout, packages: ContractPackages): Generator<PlannedFile> {
  const { service, module, prefix, api, eventOf } = layout;
  const src = 'service-contracts/src';
  const events = [...service.publishes, ...service.consumes].map((use) => {
    const event = eventOf(use);
    return { folder: event?.folder, constant: event?.constant, payload: event?.payload };
  });
  yield {
    path: `${src}/${module}.ts`,
    input: { packages, service, module, prefix, api: { folder: api?.folder, prefix: api?.prefix }, events },
    print: () => printServiceContract(layout, packages),
  };
  if (api === undefined) return;
  const { name, bundled } = api.api;
  yield {
    path: `${src}/${module}.openapi.ts`,
    input: { name, prefix, bundled },
    print: () =>
      printModule(
        code`${docComment(`The OpenAPI document of ${name}, with all that it refers to.`)}export const ${uncapitalize(prefix)}Document: object = ${prettyLiteral(bundled)};`,
      ),
  };
}

function serviceContractsPackage(
  contract: Contract,
  layouts: readonly ServiceLayout[],
  packages: ContractPackages,
): GeneratedPackage {
  const folder = 'service-contracts';
  const name = packageName(contract, folder);
  const [example] = layouts;
  return {
    folder,
    description: 'Per service: what it serves, publishes and consumes, as one type and one value',
    exports: new Map([
      ['.', './src/index.ts'],
      ...layouts.map(({ module }) => [`./${module}`, `./src/${module}.ts`] as const),
    ]),
    dependencies: {
      '@kada-mandiya/contract': '0.1.0',
      [packages.events]: packageVersion,
      [packages.http]: packageVersion,
    },
    readme: `What each service serves, publishes and consumes, generated from all documents together; nothing here is
edited. \`${name}/${example?.module ?? ''}\` holds the type \`${example?.prefix ?? ''}Contract\` and the value
\`${uncapitalize(example?.prefix ?? '')}\`. With \`Handlers\`, \`Publish\` and \`Reactions\` of \`@kada-mandiya/contract\` a service that
does not do what the type says, or does something else, does not compile.
`,
  };
}
