import { readFile } from 'node:fs/promises';
import { firstLine } from '../first-line.ts';

/** The revision of the contracts that each deployed service was built from, by its name. */
type DeployedVersions = ReadonlyMap<string, string>;

/**
 * Reads a file of deployed versions: an object of services and revisions.
 *
 * @throws Error with one line where it is not there, or is something else
 */
export async function readDeployed(path: string, shown: string): Promise<DeployedVersions> {
  const content = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(`${shown} cannot be read`, { cause: error });
  });
  const value = parse(content, shown);
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
  if (entries === undefined) throw new Error(`${shown} has to be an object of services and revisions: { "order-service": "4f2a91c" }`);
  return new Map(
    entries.map(([service, revision]: [string, unknown]) => {
      if (typeof revision === 'string' && revision !== '') return [service, revision];
      throw new Error(`${shown} gives ${service} no revision: a text is wanted`);
    }),
  );
}

function parse(content: string, shown: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new Error(`${shown} is no JSON: ${firstLine(error)}`, { cause: error });
  }
}
