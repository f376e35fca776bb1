import { isPrune, plural, type Change, type Difference } from '@kada-mandiya/rabbitmq-client/topology-plan';
import { table } from '../demo/table.ts';

/** The changes as a table, and what to do about them. */
export function planText(changes: readonly Change[]): string {
  if (changes.length === 0) return 'Equal: the broker is as the contracts want it.';
  const rows = changes.flatMap(rowsOf);
  const prunes = changes.filter(isPrune).length;
  const refused = changes.filter((change) => 'refusal' in change).length;
  const applies = changes.length - prunes - refused;
  const hints = [
    ...(applies > 0 ? [`${plural(applies, 'change')} for: npm run topology -- apply`] : []),
    ...(refused > 0 ? [`${plural(refused, 'change')} by hand, as said above`] : []),
    ...(prunes > 0 ? [`${plural(prunes, 'thing')} no contract knows, for: npm run topology -- prune`] : []),
  ];
  return `${table(['does', 'what', 'name', 'because', 'messages', 'consumers'], rows)}\n\n${hints.join('\n')}`;
}

function rowsOf(change: Change): string[][] {
  const { does, what, name } = titleOf(change);
  const [first = 'missing', ...more] = reasonsFor(change);
  const [messages, consumers] = countsOf(change);
  return [[does, what, name, first, messages, consumers], ...more.map((reason) => ['', '', '', reason, '', ''])];
}

/** What a change does to what, in a few words. */
export function titleOf(change: Change): { readonly does: string; readonly what: string; readonly name: string } {
  switch (change.kind) {
    case 'put-policy':
      return { does: change.differences.length === 0 ? 'create' : 'update', what: 'policy', name: change.policy.name };
    case 'declare-exchange':
      return { does: 'create', what: 'exchange', name: change.exchange.name };
    case 'replace-exchange':
      return { does: change.refusal === undefined ? 'replace' : 'by hand', what: 'exchange', name: change.exchange.name };
    case 'finish-exchange':
      return { does: 'finish', what: 'exchange', name: change.exchange.name };
    case 'declare-queue':
      return { does: 'create', what: 'queue', name: change.queue.name };
    case 'replace-queue':
      return { does: change.refusal === undefined ? 'replace' : 'by hand', what: 'queue', name: change.queue.name };
    case 'finish-queue':
      return { does: 'finish', what: 'queue', name: change.queue.name };
    case 'bind':
      return { does: 'create', what: 'binding', name: arrow(change.binding.exchange, change.binding.routingKey, change.binding.queue) };
    case 'unbind':
      return { does: 'delete', what: 'binding', name: arrow(change.binding.source, change.binding.routingKey, change.binding.destination) };
    case 'delete-queue':
      return { does: 'delete', what: 'queue', name: change.queue.name };
    case 'delete-exchange':
      return { does: 'delete', what: 'exchange', name: change.exchange.name };
    case 'delete-policy':
      return { does: 'delete', what: 'policy', name: change.policy.name };
  }
}

function reasonsFor(change: Change): string[] {
  if (isPrune(change)) return ['no contract knows it'];
  switch (change.kind) {
    case 'put-policy':
      return change.differences.map(differenceText);
    case 'replace-exchange':
    case 'replace-queue':
      return [...change.differences.map(differenceText), ...(change.refusal === undefined ? [] : [change.refusal])];
    case 'finish-exchange':
    case 'finish-queue':
      return ['its replacement was interrupted'];
    default:
      return [];
  }
}

function countsOf(change: Change): [messages: string, consumers: string] {
  const counted =
    change.kind === 'delete-queue' ? change.queue : change.kind === 'replace-queue' ? change.actual : change.kind === 'finish-queue' ? change.swap : undefined;
  return counted === undefined ? ['', ''] : [String(counted.messages), String(counted.consumers)];
}

function differenceText({ property, wanted, actual }: Difference): string {
  return `${property}: ${valueText(actual)}, wanted ${valueText(wanted)}`;
}

function valueText(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}

function arrow(exchange: string, routingKey: string, queue: string): string {
  return `${exchange} -- ${routingKey} -> ${queue}`;
}
