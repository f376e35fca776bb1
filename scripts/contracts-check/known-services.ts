import { suggest } from '../../packages/codegen/src/diagnostics/suggest.ts';
import type { DeployedSpecs, Specs } from '@kada-mandiya/codegen';

/** What is deployed and has no contract of its own: it only calls. */
const callers: readonly string[] = ['gateway', 'web'];

/**
 * Holds a file of deployed versions to names that somebody knows: a misspelt service would be taken for a caller, and the
 * service that was meant for one that is not deployed.
 *
 * @returns a warning for each service that the contracts of its own revision do not have
 * @throws Error with one line where a name is no caller, and neither a contract of a deployed revision nor those of now have it
 */
export function checkDeployedNames(deployed: readonly DeployedSpecs[], now: Specs, file: string): readonly string[] {
  const known = new Set([now, ...deployed.map(({ specs }) => specs)].flatMap(servicesOf));
  for (const { service } of deployed) {
    if (known.has(service) || callers.includes(service)) continue;
    const near = suggest(service, [...known, ...callers]) ?? [...known].find((name) => name === `${service}-service`);
    throw new Error(`${file} names ${JSON.stringify(service)}, which no contract knows${near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`}`);
  }
  return deployed
    .filter(({ service, specs }) => known.has(service) && !servicesOf(specs).includes(service))
    .map(({ service }) => `${file} gives ${service} a revision whose contracts do not have it: nothing of it is compared`);
}

/** The services that some contracts name. */
export function servicesOf({ contract }: Specs): readonly string[] {
  return [...new Set([...(contract?.services ?? []), ...(contract?.apis ?? [])].map(({ name }) => name))];
}
