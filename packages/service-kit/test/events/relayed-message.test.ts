import { expect, test } from '@jest/globals';
import { relayedMessage } from '../../src/events/relayed-message.ts';
import { demo } from './demo-contracts.ts';

const { orders } = demo();
const [key, exchange] = ['order.placed', orders.publishes['order.placed'][1].exchange];
const head = { eventId: 'a', eventType: key, version: 1, occurredAt: '2026-03-14T08:15:27.310Z', correlationId: 'c-1' };
const { version, ...others } = head;
const data = { orderId: 'o', amount: 1 };

function messageOf(envelope: string): ReturnType<typeof relayedMessage> {
  return relayedMessage(orders, { id: 1, eventId: 'A', routingKey: key, envelope, createdAt: head.occurredAt });
}

test.each([
  ['as units write it', JSON.stringify({ ...head, data })],
  ['with the data first', JSON.stringify({ data, ...head })],
  ['with white space', JSON.stringify({ ...head, data }, null, 2)],
  ['with a member named data within another', JSON.stringify({ more: { a: 1, data: { version: 7 } }, ...head, data })],
  ['with text that looks like the data', JSON.stringify({ ...head, note: ',"data":', data })],
  ['with members after the data', JSON.stringify({ version, data, ...others })],
])('an envelope %s is told the same of', (_, envelope) => {
  expect(messageOf(envelope)).toMatchObject({ exchange, routingKey: key, messageId: 'a', correlationId: 'c-1', timestamp: 1773476127, content: Buffer.from(envelope) });
});

test.each([
  ['of another version', JSON.stringify({ ...head, version: 9, data })],
  ['without a version', JSON.stringify({ ...head, version: undefined, data })],
  ['that is cut off', JSON.stringify({ eventType: key, data }).slice(0, -4)],
  ['that is no object', 'null'],
])('an envelope %s has no message', (_, envelope) => {
  expect(messageOf(envelope)).toBeUndefined();
});
