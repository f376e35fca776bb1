import type { EventConsumption, EventUse } from '../../ir/contract.ts';
import { code, join, printModule, typeFrom, valueFrom } from '../../print/code.ts';
import type { Code } from '../../print/code.ts';
import { docComment } from '../../print/comment.ts';
import { prettyLiteral, propertyKey, stringLiteral } from '../../print/literal.ts';
import type { EventEntry } from '../events/event-contracts.ts';
import { uncapitalize } from '../events/identifiers.ts';
import { constantPrefix } from '../http/api-layout.ts';
import { deadLetterQueue, mainQueue, retryQueue } from '../topology/queue-names.ts';
import type { ServiceLayout } from './service-layout.ts';

/** The generated packages that a service's contract is put together from. */
export interface ContractPackages {
  readonly events: string;
  readonly http: string;
}

/** `<service>.ts`: what a service serves, publishes and consumes, as one type and one value. */
export function printServiceContract(layout: ServiceLayout, packages: ContractPackages): string {
  const { service, prefix, module, api } = layout;
  const httpModule = api === undefined ? '' : `${packages.http}/${api.folder}`;
  const document = valueFrom(`./${module}.openapi.ts`, `${uncapitalize(prefix)}Document`);
  const operations = api === undefined ? undefined : valueFrom(httpModule, `${constantPrefix(api)}Operations`);
  const shapes = api === undefined ? code`{}` : code`${operationTable}<${typeFrom(httpModule, `${api.prefix}Operations`)}>`;
  const publishes = byRoutingKey(service.publishes);
  return printModule(code`${docComment(`What ${service.name} serves, publishes and consumes.`)}export interface ${prefix}Contract {
  readonly name: ${stringLiteral(service.name)};${api === undefined ? '' : '\nreadonly openapi: object;'}
  readonly operations: ${shapes};
  readonly publishes: ${block(publishes.map(([key, uses]) => code`readonly ${propertyKey(key)}: { ${versionTypes(layout, packages, uses)} };`))};
  readonly consumes: ${block(service.consumes.map((use) => consumptionType(layout, packages, use)))};
}

${docComment(`The contract of ${service.name}.`)}export const ${uncapitalize(prefix)}: ${prefix}Contract = {
  name: ${stringLiteral(service.name)},${api === undefined ? '' : code`\nopenapi: ${document},`}
  operations: ${operations ?? '{}'},
  publishes: ${block(publishes.map(([key, uses]) => code`${propertyKey(key)}: { ${versionValues(layout, packages, uses)} },`))},
  consumes: ${block(service.consumes.map((use) => consumption(layout, packages, use)))},
};`);
}

const operationTable = typeFrom('@kada-mandiya/contract', 'OperationTable');
const eventContract = typeFrom('@kada-mandiya/contract', 'EventContract');
const consumptionOf = typeFrom('@kada-mandiya/contract', 'Consumption');

function byRoutingKey(uses: readonly EventUse[]): (readonly [string, readonly EventUse[]])[] {
  return [...Map.groupBy(uses, ({ routingKey }) => routingKey)];
}

/** Members in braces, each on a line. */
function block(members: readonly Code[]): Code {
  return members.length === 0 ? code`{}` : code`{
  ${members}
}`;
}

function versionTypes(layout: ServiceLayout, packages: ContractPackages, uses: readonly EventUse[]): Code {
  return join(
    uses.map((use) => code`readonly ${use.version}: ${eventContract}<${eventType(layout, packages, use)}>`),
    '; ',
  );
}

function versionValues(layout: ServiceLayout, packages: ContractPackages, uses: readonly EventUse[]): Code {
  return join(
    uses.map((use) => code`${use.version}: ${eventValue(layout, packages, use)}`),
    ', ',
  );
}

function consumptionType(layout: ServiceLayout, packages: ContractPackages, use: EventUse): Code {
  return code`readonly ${propertyKey(use.routingKey)}: ${consumptionOf}<${eventType(layout, packages, use)}>;`;
}

function consumption(layout: ServiceLayout, packages: ContractPackages, use: EventConsumption): Code {
  const { name } = layout.service;
  const { routingKey, retry, prefetch } = use;
  const retries = retry.delaysMs.map((delayMs) => ({ queue: retryQueue(name, routingKey, delayMs), delayMs }));
  return code`${propertyKey(routingKey)}: {
  event: ${eventValue(layout, packages, use)},
  queue: ${stringLiteral(mainQueue(name, routingKey))},
  deadLetterQueue: ${stringLiteral(deadLetterQueue(name, routingKey))},
  retries: ${prettyLiteral(retries)},
  prefetch: ${prefetch},
},`;
}

function eventType(layout: ServiceLayout, packages: ContractPackages, use: EventUse): Code {
  const { payload } = eventOf(layout, use);
  return typeFrom(`${packages.events}/${payload.folder}`, payload.name);
}

function eventValue(layout: ServiceLayout, packages: ContractPackages, use: EventUse): Code {
  const { folder, constant } = eventOf(layout, use);
  return valueFrom(`${packages.events}/${folder}`, constant);
}

function eventOf(layout: ServiceLayout, use: EventUse): EventEntry {
  const event = layout.eventOf(use);
  if (event === undefined) throw new Error(`no event ${use.routingKey} of version ${String(use.version)}`);
  return event;
}
