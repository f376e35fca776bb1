import type { JournalRecord } from './journal-records.ts';
import { bindingFields, exchangeFields, policyFields, queueFields } from './journal-topology.ts';
import type { Message } from './model.ts';
import type { StoredPlace } from './recorder.ts';
import { isRecorded, type VirtualHost } from './vhost.ts';

/** The shortest journal that says what a virtual host holds now. */
export function snapshotOf(vhost: VirtualHost): readonly JournalRecord[] {
  const records: JournalRecord[] = [];
  for (const policy of vhost.policies.values()) records.push({ kind: 'topology', what: 'policy', fields: policyFields(policy) });
  for (const exchange of vhost.exchanges.values()) {
    if (exchange.durable && !isBuiltIn(exchange.name)) {
      records.push({ kind: 'topology', what: 'exchange', fields: exchangeFields(exchange) });
    }
  }
  const queues = [...vhost.queues.values()].filter(({ declaration }) => isRecorded(declaration));
  for (const { id, declaration } of queues) records.push({ kind: 'topology', what: 'queue', fields: queueFields(id, declaration) });
  for (const binding of vhost.bindings) {
    if (vhost.isRecordedBinding(binding)) records.push({ kind: 'topology', what: 'binding', fields: bindingFields(binding) });
  }
  const places = new Map<Message, StoredPlace[]>();
  const deliveries: JournalRecord[] = [];
  for (const queue of queues) {
    for (const entry of queue.entries()) {
      if (!entry.stored) continue;
      const place = { queue: queue.id, position: entry.position, expiresAt: entry.expiresAt };
      const known = places.get(entry.message);
      if (known === undefined) places.set(entry.message, [place]);
      else known.push(place);
      const returns = queue.unacknowledged.has(entry) ? entry.returns : entry.returns - 1;
      if (returns >= 0) deliveries.push({ kind: 'delivered', place, returns });
    }
  }
  for (const [message, where] of places) records.push({ kind: 'published', message, places: where });
  return records.concat(deliveries);
}

function isBuiltIn(exchange: string): boolean {
  return exchange === '' || exchange.startsWith('amq.');
}
