import type { Topology } from '@kada-mandiya/contract';
import type { JsonObject } from '../../ir/json.ts';
import { code, printModule, typeFrom } from '../../print/code.ts';
import { prettyLiteral } from '../../print/literal.ts';
import type { Emitter } from '../../ir/planned-file.ts';
import { deriveTopology } from './derive.ts';

/** `event-contracts/src/topology.ts`: the topology as data. */
export const topologyModule: Emitter = function* (contract) {
  if (contract.settings.profile !== 'kada-mandiya' || contract.eventDocuments.length === 0) return;
  const topology = deriveTopology(contract);
  yield {
    path: 'event-contracts/src/topology.ts',
    input: topology,
    print: () =>
      printModule(
        code`/** What must exist on a broker so that the events travel. */
export const topology: ${typeFrom('@kada-mandiya/contract', 'Topology')} = ${prettyLiteral(toJson(topology))};`,
      ),
  };
};

/** The same as plain JSON, whose type an interface does not fit. */
function toJson({ exchanges, queues, bindings, policies }: Topology): JsonObject {
  return {
    exchanges: exchanges.map((exchange) => ({ ...exchange })),
    queues: queues.map((queue) => ({ ...queue })),
    bindings: bindings.map((binding) => ({ ...binding })),
    policies: policies.map((policy) => ({ ...policy })),
  };
}
