import { randomUUID } from 'node:crypto';
import { stringify } from 'yaml';
import type { EventRequest } from './arguments.ts';
import { camelOf, eventNamesOf, serviceNamesOf, type EventNames } from './names.ts';
import { ScaffoldRefusal, type Project, type ScaffoldPlan } from './project.ts';
import { withReaction, withReactionsFile } from './reactions.ts';
import { exampleOf, readScalars, type Scalars } from './scalars.ts';
import { filledTemplate } from './templates.ts';

/**
 * The contract of a new event in version 1, a first reaction of each consumer, and a test of each party.
 *
 * @throws ScaffoldRefusal where the event is there, or a service or a scalar is not
 */
export async function planEvent(request: EventRequest, project: Project): Promise<ScaffoldPlan> {
  const names = eventNamesOf(request.routingKey);
  const document = `specs/asyncapi/${names.routingKey}.yaml`;
  if (project.read(document) !== undefined) throw new ScaffoldRefusal(`${names.routingKey} is there: ${document}. A version 2 is one more message in it, see docs/evolution.md`);
  for (const service of [request.from, ...request.to]) if (!project.services.includes(service)) throw new ScaffoldRefusal(`there is no ${service}; there are ${project.services.join(', ')}`);
  const scalars = readScalars(project.read('specs/common/scalars.yaml') ?? '');
  for (const { scalar } of request.fields) if (scalars[scalar] === undefined) throw new ScaffoldRefusal(`specs/common/scalars.yaml has no ${scalar}; it has ${Object.keys(scalars).join(', ')}`);

  const created = new Map([[document, await documentOf(request, names, scalars)]]);
  const changed = new Map<string, string>();
  created.set(`services/${request.from}/test/publishes-${names.file}.test.ts`, testOf('publishes', request.from, { names, project }));
  for (const consumer of request.to) {
    created.set(`services/${consumer}/test/takes-${names.file}.test.ts`, testOf('takes', consumer, { names, project }));
    addReaction(consumer, names.routingKey, project, { created, changed });
  }
  return { created, changed, next: nextSteps(request, document) };
}

function nextSteps({ from, to, routingKey }: EventRequest, document: string): readonly string[] {
  return [
    `${document}: its descriptions, and what \`data\` tells`,
    `services/${from}/src: \`await publish('${routingKey}', …)\` in the transaction that it tells of`,
    ...to.map((consumer) => `services/${consumer}/src/events.ts: what it changes there`),
    ...(to.length === 0 ? ['nobody consumes it yet'] : []),
  ];
}

async function documentOf({ from, to, fields, routingKey }: EventRequest, names: EventNames, scalars: Scalars): Promise<string> {
  const examples = await Promise.all(fields.map(async ({ name, scalar }): Promise<[string, unknown]> => [name, await exampleOf(scalar, scalars)]));
  const receiving = to.map((consumer) => filledTemplate('receiving.yaml.tpl', { ...names, consumer, operation: `${camelOf(serviceNamesOf(consumer).base.split('-'))}Takes${names.Event}` }));
  return filledTemplate('event.yaml.tpl', {
    ...names,
    routingKey,
    from,
    receiving: receiving.join(''),
    eventId: randomUUID(),
    correlationId: randomUUID(),
    example: indented(stringify(Object.fromEntries(examples)), 14),
    required: fields.map(({ name }) => name).join(', '),
    properties: fields.map(({ name, scalar }) => `        ${name}:\n          $ref: '../common/scalars.yaml#/components/schemas/${scalar}'`).join('\n'),
  });
}

function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
}

interface Parts {
  readonly names: EventNames;
  readonly project: Project;
}

function testOf(part: 'publishes' | 'takes', service: string, { names, project }: Parts): string {
  return filledTemplate(`${part}.test.ts.tpl`, { ...names, env: environmentOf(service, project) });
}

/** As code: the keys of tokens, and whatever else the service's .env.example gives that no test's parts do. */
function environmentOf(service: string, { read }: Project): string {
  const lines = [...(read(`services/${service}/.env.example`) ?? '').matchAll(/^([A-Z_]+)=(.*)$/gm)];
  const others = lines.filter(([, name = '']) => !/^(?:AMQP_URL|PORT|JWT_\w+)$/.test(name)).map(([, name = '', value = '']) => `${name}: ${JSON.stringify(value).replaceAll('"', "'")}`);
  return others.length === 0 ? 'testIssuer().env' : `{ ...testIssuer().env, ${others.join(', ')} }`;
}

interface Files {
  readonly created: Map<string, string>;
  readonly changed: Map<string, string>;
}

function addReaction(service: string, routingKey: string, { read }: Project, { created, changed }: Files): void {
  const file = `services/${service}/src/events.ts`;
  const events = read(file);
  if (events !== undefined) {
    changed.set(file, withReaction(events, routingKey, file));
    return;
  }
  const composition = `services/${service}/src/service.ts`;
  const store = read(`services/${service}/src/store.ts`) ?? '';
  const [, Thing = serviceNamesOf(service).Thing] = /^export interface (\w+)Store\b/m.exec(store) ?? [];
  const empty = filledTemplate('events.ts.tpl', { ...serviceNamesOf(service), Thing });
  created.set(file, withReaction(empty, routingKey, file));
  changed.set(composition, withReactionsFile(read(composition) ?? '', composition));
}
