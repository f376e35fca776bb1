import { randomUUID } from 'node:crypto';
import type { ServiceRequest } from './arguments.ts';
import { isUsable, serviceNamesOf, type ServiceNames } from './names.ts';
import { listedIn } from './places.ts';
import { ScaffoldRefusal, type Project, type ScaffoldPlan } from './project.ts';
import { filledFolder, filledTemplate } from './templates.ts';
import { lockfileWith } from './lockfile.ts';

/** Where the parts of the shop listen that are no services: see scripts/shop/start-shop.ts. */
const otherPorts = [4000];

/**
 * The contract of a new service with one operation, its files, and its entries where the services are listed.
 *
 * @throws ScaffoldRefusal where the service or the port is there, or code cannot call its things so
 */
export function planService({ service, port: asked }: ServiceRequest, project: Project): ScaffoldPlan {
  const names = serviceNamesOf(service);
  const contract = `specs/openapi/${service}.yaml`;
  if (project.services.includes(service) || project.read(contract) !== undefined) throw new ScaffoldRefusal(`${service} is there`);
  if (!isUsable(names)) throw new ScaffoldRefusal(`${service} cannot be: its code would call a ${names.words} \`${names.thing}\`, which is something else there`);
  const portsOf = project.services.map((one): [string, number] => [one, Number(/^PORT=(\d+)$/m.exec(project.read(`services/${one}/.env.example`) ?? '')?.[1] ?? 0)]);
  const port = asked ?? Math.max(...otherPorts, ...portsOf.map(([, used]) => used)) + 1;
  const holder = otherPorts.includes(port) ? 'the gateway' : portsOf.find(([, used]) => used === port)?.[0];
  if (holder !== undefined) throw new ScaffoldRefusal(`${holder} listens at port ${port}`);

  const values = { ...names, port: String(port), exampleId: randomUUID() };
  const created = new Map([[contract, filledTemplate('api.yaml.tpl', values)]]);
  for (const [file, text] of filledFolder('service', values)) created.set(`services/${service}/${file}`, text);
  for (const file of ['Dockerfile', '.env.example']) created.set(`services/${service}/${file}`, asUserService(project, file, names, port));
  const changed = new Map([...listedIn(project.read, names, port), ['package-lock.json', lockfileWith(project.read('package-lock.json') ?? '', service, created.get(`services/${service}/package.json`) ?? '')]]);
  return {
    created,
    changed,
    next: [
      `${contract}: what a ${names.words} is, and the operations`,
      `services/${service}/src/${names.base}.ts: the rule; src/store.ts and migrations/: what is kept`,
      `npm run scaffold -- event KEY --from ${service}, or --to ${service}: what it tells, what it is told`,
      'README.md: the map of the system and the list of the folders',
    ],
  };
}

/** These files have the same text for every service; user-service needs nothing beyond it. */
function asUserService({ read }: Project, file: string, { service, database }: ServiceNames, port: number): string {
  const text = read(`services/user-service/${file}`);
  if (text === undefined) throw new ScaffoldRefusal(`services/user-service/${file} is not there to be copied`);
  const [, itsPort = ''] = /^PORT=(\d+)$/m.exec(read('services/user-service/.env.example') ?? '') ?? [];
  return text.replaceAll('user-service', service).replaceAll('user_db', database).replaceAll(new RegExp(`\\b${itsPort}\\b`, 'g'), String(port));
}
