import { z } from 'zod';

const Lockfile = z.looseObject({ packages: z.record(z.string(), z.unknown()) });
const Manifest = z.object({ name: z.string(), version: z.string(), license: z.string(), dependencies: z.record(z.string(), z.string()), engines: z.record(z.string(), z.string()) });

/**
 * The lockfile with one more service of the workspace, as npm writes it: what the service depends on is in it already, since all
 * of it is ours.
 */
export function lockfileWith(lockfile: string, service: string, manifest: string): string {
  const { packages, ...rest } = Lockfile.parse(JSON.parse(lockfile));
  const entries: [string, unknown][] = [
    ...Object.entries(packages),
    [`node_modules/@kada-mandiya/${service}`, { resolved: `services/${service}`, link: true }],
    [`services/${service}`, Manifest.parse(JSON.parse(manifest))],
  ];
  const sorted = entries.toSorted(([one], [other]) => one.localeCompare(other, 'en'));
  return `${JSON.stringify({ ...rest, packages: Object.fromEntries(sorted) }, undefined, 2)}\n`;
}
