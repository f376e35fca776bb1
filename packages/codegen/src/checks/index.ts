import type { Problem } from '../diagnostics/problem.ts';
import type { LoadedDocuments } from '../input/documents.ts';
import type { Contract } from '../ir/contract.ts';
import { bodyExamplesExist } from './body-examples-exist.ts';
import { boundedIntegers } from './bounded-integers.ts';
import type { Check } from './check.ts';
import { consumersTakeOneVersion } from './consumers-take-one-version.ts';
import { containersExist } from './containers-exist.ts';
import { declaredProperties } from './declared-properties.ts';
import { demandedStatuses } from './demanded-statuses.ts';
import { discriminators } from './discriminators.ts';
import { distinctNames } from './distinct-names.ts';
import { distinctOperationIds } from './distinct-operation-ids.ts';
import { distinctParameters } from './distinct-parameters.ts';
import { distinctPaths } from './distinct-paths.ts';
import { distinctVersions } from './distinct-versions.ts';
import { examplesFit } from './examples-fit.ts';
import { gatewayPaths } from './gateway-paths.ts';
import { httpKeywords } from './http-keywords.ts';
import { knownFormats } from './known-formats.ts';
import { knownKeywords } from './known-keywords.ts';
import { knownSecurity } from './known-security.ts';
import { knownServices } from './known-services.ts';
import { namedSchemas } from './named-schemas.ts';
import { oneEnvelope } from './one-envelope.ts';
import { oneExchange } from './one-exchange.ts';
import { oneOpenApiVersion } from './one-openapi-version.ts';
import { operationIdsExist } from './operation-ids-exist.ts';
import { pathParameters } from './path-parameters.ts';
import { problemBodies } from './problem-bodies.ts';
import { producersExist } from './producers-exist.ts';
import { queueNames } from './queue-names.ts';
import { referenceSiblings } from './reference-siblings.ts';
import { rolesNeedSecurity } from './roles-need-security.ts';
import { routingKeys } from './routing-keys.ts';
import { typedSchemas } from './typed-schemas.ts';
import { unreadFields } from './unread-fields.ts';

/** What holds for every document. */
const general: readonly Check[] = [
  containersExist,
  examplesFit,
  distinctOperationIds,
  distinctPaths,
  distinctParameters,
  pathParameters,
  knownSecurity,
  discriminators,
];

/** What this repository asks for beyond that. */
const house: readonly Check[] = [
  routingKeys,
  producersExist,
  knownServices,
  consumersTakeOneVersion,
  distinctVersions,
  oneEnvelope,
  oneExchange,
  queueNames,
  distinctNames,
  namedSchemas,
  typedSchemas,
  declaredProperties,
  knownKeywords,
  knownFormats,
  boundedIntegers,
  referenceSiblings,
  oneOpenApiVersion,
  httpKeywords,
  bodyExamplesExist,
  operationIdsExist,
  demandedStatuses,
  problemBodies,
  rolesNeedSecurity,
  gatewayPaths,
  unreadFields,
];

/** Holds a contract against all rules that its profile asks for; every rule is heard. */
export function runChecks(contract: Contract, documents: LoadedDocuments): readonly Problem[] {
  const checks = contract.settings.profile === 'kada-mandiya' ? [...general, ...house] : general;
  return checks.flatMap((check) => [...check(contract, documents)]);
}
