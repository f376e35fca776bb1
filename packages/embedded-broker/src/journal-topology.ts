import type { FieldValue, Table } from './methods.ts';
import type { Binding, Exchange, ExchangeType, Policy, QueueDeclaration } from './model.ts';

/** What a virtual host consists of, as field tables of a journal, and back. */
export function exchangeFields({ name, type, durable, autoDelete, internal, arguments: given }: Exchange): Table {
  return { name, type, durable, autoDelete, internal, arguments: given };
}

export function readExchange(fields: Table): Exchange {
  const type = textIn(fields, 'type');
  return {
    name: textIn(fields, 'name'),
    type: exchangeTypes.find((each) => each === type) ?? 'direct',
    durable: fields.durable === true,
    autoDelete: fields.autoDelete === true,
    internal: fields.internal === true,
    arguments: tableIn(fields, 'arguments'),
  };
}

const exchangeTypes: readonly ExchangeType[] = ['direct', 'fanout', 'topic', 'headers'];

export function queueFields(id: number, { name, type, durable, exclusive, autoDelete, arguments: given }: QueueDeclaration): Table {
  return { id, name, type, durable, exclusive, autoDelete, arguments: given };
}

export function readQueue(fields: Table): QueueDeclaration {
  return {
    name: textIn(fields, 'name'),
    type: fields.type === 'quorum' ? 'quorum' : 'classic',
    durable: fields.durable === true,
    exclusive: fields.exclusive === true,
    autoDelete: fields.autoDelete === true,
    arguments: tableIn(fields, 'arguments'),
  };
}

export function bindingFields({ source, destination, destinationType, routingKey, arguments: given }: Binding): Table {
  return { source, destination, destinationType, routingKey, arguments: given };
}

export function readBinding(fields: Table): Binding {
  return {
    source: textIn(fields, 'source'),
    destination: textIn(fields, 'destination'),
    destinationType: fields.destinationType === 'exchange' ? 'exchange' : 'queue',
    routingKey: textIn(fields, 'routingKey'),
    arguments: tableIn(fields, 'arguments'),
  };
}

export function policyFields({ name, pattern, applyTo, priority, definition }: Policy): Table {
  return { name, pattern, applyTo, priority, definition };
}

export function readPolicyFields(fields: Table): Policy {
  const definition = Object.entries(tableIn(fields, 'definition')).filter(isScalarEntry);
  return {
    name: textIn(fields, 'name'),
    pattern: textIn(fields, 'pattern'),
    applyTo: fields.applyTo === 'queues' || fields.applyTo === 'exchanges' ? fields.applyTo : 'all',
    priority: Number(fields.priority),
    definition: Object.fromEntries(definition),
  };
}

export function textIn(fields: Table, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

function tableIn(fields: Table, name: string): Table {
  const value = fields[name];
  return isTable(value) ? value : {};
}

function isTable(value: FieldValue | undefined): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

function isScalarEntry(entry: [string, FieldValue | undefined]): entry is [string, string | number | boolean] {
  return ['string', 'number', 'boolean'].includes(typeof entry[1]);
}
