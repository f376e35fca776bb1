import type { Emitter } from '../ir/planned-file.ts';
import { eventModules } from './events/event-modules.ts';
import { eventPackage, eventTypeTests } from './events/package.ts';
import { gatewayContract } from './gateway/emitter.ts';
import { httpContracts } from './http/emitter.ts';
import { serviceContracts } from './services/emitter.ts';
import { brokerDefinitions } from './topology/definitions.ts';
import { topologyModule } from './topology/module.ts';

/** Everything that is generated from a contract. */
export const emitters: readonly Emitter[] = [
  eventPackage,
  eventModules,
  eventTypeTests,
  topologyModule,
  brokerDefinitions,
  httpContracts,
  serviceContracts,
  gatewayContract,
];
