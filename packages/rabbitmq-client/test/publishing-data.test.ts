import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidEventError } from '../src/errors.ts';
import { runInContext } from '@kada-mandiya/logger';
import { createEnvelope } from '../src/envelope.ts';
import { answered, emptyWindow, sent } from '../src/publishing/confirm-window.ts';
import { append, emptyFifo, fifoLength, putBack, takeFirst } from '../src/publishing/fifo.ts';
import { messageOf } from '../src/publishing/outgoing-message.ts';
import { noteFixture } from './note-event.ts';

describe('the window of unconfirmed messages', () => {
  test.each([
    { name: 'one', answers: [{ deliveryTag: 2, multiple: false }], expected: ['b'] },
    { name: 'all up to one', answers: [{ deliveryTag: 3, multiple: true }], expected: ['a', 'b', 'c'] },
    { name: 'one twice', answers: [{ deliveryTag: 2, multiple: false }, { deliveryTag: 2, multiple: false }], expected: ['b'] },
    { name: 'all after one', answers: [{ deliveryTag: 2, multiple: false }, { deliveryTag: 4, multiple: true }], expected: ['b', 'a', 'c', 'd'] },
    { name: 'a tag that was never sent', answers: [{ deliveryTag: 9, multiple: false }], expected: [] },
  ])('$name', ({ answers, expected }) => {
    const window = emptyWindow<string>();
    for (const entry of ['a', 'b', 'c', 'd']) sent(window, entry);
    const seen: string[] = [];
    for (const answer of answers) answered(window, answer, (entry) => seen.push(entry));
    expect(seen).toEqual(expected);
    expect(window.unconfirmed.size).toBe(4 - expected.length);
  });
});

test('a list gives back in order what it was given, with some put back before the others', () => {
  const command = fc.oneof(
    fc.record({ kind: fc.constant('append' as const), item: fc.nat() }),
    fc.record({ kind: fc.constant('take' as const), times: fc.nat({ max: 3000 }) }),
    fc.record({ kind: fc.constant('put back' as const), items: fc.array(fc.nat()) }),
    fc.record({ kind: fc.constant('append many' as const), count: fc.nat({ max: 3000 }) }),
  );
  fc.assert(
    fc.property(fc.array(command), (commands) => {
      const fifo = emptyFifo<number>();
      let model: number[] = [];
      for (const each of commands) {
        if (each.kind === 'append') {
          append(fifo, each.item);
          model.push(each.item);
        } else if (each.kind === 'append many') {
          for (let item = 0; item < each.count; item += 1) append(fifo, item);
          model.push(...Array.from({ length: each.count }, (_, item) => item));
        } else if (each.kind === 'put back') {
          putBack(fifo, each.items);
          model = [...each.items, ...model];
        } else {
          for (let taken = 0; taken < each.times; taken += 1) expect(takeFirst(fifo)).toBe(model[taken]);
          model = model.slice(each.times);
        }
        expect(fifoLength(fifo)).toBe(model.length);
      }
    }),
    { numRuns: 50 },
  );
});

describe('the message of an event', () => {
  const { event } = noteFixture();
  const envelope = createEnvelope(event, { number: 1, text: 'a' }, { now: () => new Date('2026-03-14T08:15:27.310Z') });

  test('carries what the broker and other tools read in its properties', () => {
    expect(messageOf(event, envelope)).toEqual({
      exchange: event.exchange,
      routingKey: event.routingKey,
      content: Buffer.from(JSON.stringify(envelope)),
      messageId: envelope.eventId,
      correlationId: envelope.correlationId,
      type: event.routingKey,
      contentType: 'application/json',
      timestamp: 1_773_476_127,
      mandatory: true,
    });
  });

  test('is not mandatory where nobody consumes the event', () => {
    expect(messageOf({ ...event, hasReceiver: false }, envelope).mandatory).toBe(false);
  });

  test('an undeclared property is an error that names it', () => {
    const more = { ...envelope, data: { ...envelope.data, secretly: 'more' } };
    expect(() => messageOf(event, more)).toThrow(InvalidEventError);
    expect(() => messageOf(event, more)).toThrow(/data: .*secretly/);
  });

  test('an event without an exchange cannot be published', () => {
    const { exchange: _, ...homeless } = event;
    expect(() => messageOf(homeless, envelope)).toThrow(/names no exchange/);
  });
});

describe('a new envelope', () => {
  const { event } = noteFixture();
  const data = { number: 1, text: '' };
  const newId = () => '0c9a4c24-64e8-4f0f-b08c-6d8f5a7f3f6a';

  test('continues the correlation of the running work', () => {
    const envelope = runInContext({ correlationId: 'c-1' }, () => createEnvelope(event, data));
    expect(envelope.correlationId).toBe('c-1');
    expect(event.isStrict(envelope)).toBe(true);
  });

  test('starts a correlation where there is none, and takes one that is given', () => {
    expect(createEnvelope(event, data, { newId }).correlationId).toBe(newId());
    expect(createEnvelope(event, data, { correlationId: 'c-2' }).correlationId).toBe('c-2');
  });
});
