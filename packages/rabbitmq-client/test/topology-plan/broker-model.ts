import type { ActualBinding, BrokerState, Change } from '../../src/topology-plan/index.ts';
import { stateOf } from '../../src/topology-plan/index.ts';

/** What a broker would be after a change: the model against which plans are proved. */
export function afterChange(state: BrokerState, change: Change, wantedBindings: readonly ActualBinding[]): BrokerState {
  switch (change.kind) {
    case 'put-policy':
      return { ...state, policies: [...without(state.policies, change.policy.name), { ...change.policy }] };
    case 'declare-exchange':
    case 'replace-exchange':
    case 'finish-exchange': {
      const { exchange } = change;
      const swap = `${exchange.name}.swap`;
      const [declared] = stateOf({ ...nothing, exchanges: [exchange] }).exchanges;
      if (declared === undefined) throw new Error('an exchange was expected');
      return {
        ...state,
        exchanges: [...without(without(state.exchanges, exchange.name), swap), declared],
        bindings: unique(state.bindings.map((binding) => (binding.source === swap ? { ...binding, source: exchange.name } : binding))),
      };
    }
    case 'declare-queue':
    case 'replace-queue':
    case 'finish-queue': {
      const { queue } = change;
      const swap = `${queue.name}.swap`;
      const wanted = change.kind === 'declare-queue' ? [] : wantedBindings.filter(({ destination }) => destination === queue.name);
      const [declared] = stateOf({ ...nothing, queues: [queue] }).queues;
      if (declared === undefined) throw new Error('a queue was expected');
      return {
        ...state,
        queues: [...without(without(state.queues, queue.name), swap), declared],
        bindings: unique([
          ...state.bindings.map((binding) => (binding.destination === swap ? { ...binding, destination: queue.name } : binding)),
          ...wanted,
        ]),
      };
    }
    case 'bind':
      return { ...state, bindings: unique([...state.bindings, ...stateOf({ ...nothing, bindings: [change.binding] }).bindings]) };
    case 'unbind':
      return { ...state, bindings: state.bindings.filter((binding) => binding !== change.binding) };
    case 'delete-queue':
      return {
        ...state,
        queues: without(state.queues, change.queue.name),
        bindings: state.bindings.filter(({ destination }) => destination !== change.queue.name),
      };
    case 'delete-exchange':
      return {
        ...state,
        exchanges: without(state.exchanges, change.exchange.name),
        bindings: state.bindings.filter(({ source }) => source !== change.exchange.name),
      };
    case 'delete-policy':
      return { ...state, policies: without(state.policies, change.policy.name) };
  }
}

const nothing = { exchanges: [], queues: [], bindings: [], policies: [] };

function without<T extends { readonly name: string }>(things: readonly T[], name: string): T[] {
  return things.filter((thing) => thing.name !== name);
}

/** A broker keeps one of two equal bindings. */
function unique(bindings: readonly ActualBinding[]): ActualBinding[] {
  return [...new Map(bindings.map((binding) => [JSON.stringify(binding), binding])).values()];
}
