import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Backlog } from '../src/backlog.ts';
import { Bindings } from '../src/bindings.ts';
import { Deque } from '../src/deque.ts';
import type { Binding, Entry } from '../src/model.ts';
import { Outstanding } from '../src/outstanding.ts';

function entryAt(position: number, priority = 0): Entry {
  const content = Buffer.alloc(position % 7);
  const message = { exchange: '', routingKey: '', properties: Buffer.alloc(2), content, persistent: false, priority, ttlMs: undefined };
  return { message, position, expiresAt: Infinity, stored: false, returns: 0 };
}

describe('a deque', () => {
  test('does what an array does', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 400 }), (pushes) => {
        const deque = new Deque<number>();
        const array: number[] = [];
        pushes.forEach((push, index) => {
          if (push) {
            deque.push(index);
            array.push(index);
          } else {
            expect(deque.peek()).toBe(array[0]);
            expect(deque.shift()).toBe(array.shift());
          }
          expect(deque.length).toBe(array.length);
        });
        expect([...deque]).toEqual(array);
      }),
    );
  });

  test('keeps its order when it grows large and shrinks again', () => {
    const deque = new Deque<number>();
    for (let number = 0; number < 5000; number++) deque.push(number);
    for (let number = 0; number < 4990; number++) expect(deque.shift()).toBe(number);
    deque.push(5000);
    expect([...deque]).toEqual([4990, 4991, 4992, 4993, 4994, 4995, 4996, 4997, 4998, 4999, 5000]);
  });
});

describe('a backlog', () => {
  const scenario = fc.array(fc.record({ take: fc.boolean(), back: fc.nat(), priority: fc.nat(3) }), { maxLength: 200 });

  test('of a classic queue gives the highest priority first and keeps each at its place', () => {
    fc.assert(
      fc.property(scenario, fc.nat(3), (steps, highest) => {
        const backlog = new Backlog('classic', highest);
        const rank = ({ message, position }: Entry): number => position - Math.min(message.priority, highest) * 1000;
        const taken: Entry[] = [];
        let expected: Entry[] = [];
        steps.forEach(({ take, back, priority }, index) => {
          const returning = taken[back % (taken.length + 1)];
          if (take) {
            const entry = backlog.shift();
            expect(entry).toBe(expected.shift());
            if (entry !== undefined) taken.push(entry);
          } else if (returning !== undefined) {
            taken.splice(taken.indexOf(returning), 1);
            backlog.putBack(returning);
            expected = [...expected, returning].sort((one, other) => rank(one) - rank(other));
          } else {
            const entry = entryAt(index, priority);
            backlog.push(entry);
            expected = [...expected, entry].sort((one, other) => rank(one) - rank(other));
          }
          expect(backlog.peek()).toBe(expected[0]);
          expect(backlog.length).toBe(expected.length);
          expect(backlog.bytes).toBe(expected.reduce((sum, { message }) => sum + message.content.length, 0));
        });
        expect([...backlog]).toEqual(expected);
      }),
    );
  });

  test('of a quorum queue gives what came back first, in the order of coming back', () => {
    const backlog = new Backlog('quorum');
    for (let position = 1; position <= 4; position++) backlog.push(entryAt(position));
    const [one, two] = [backlog.shift(), backlog.shift()];
    if (two !== undefined) backlog.putBack(two);
    if (one !== undefined) backlog.putBack(one);
    expect([...backlog].map(({ position }) => position)).toEqual([2, 1, 3, 4]);
  });
});

describe('what is outstanding', () => {
  test('is taken out by tag, or all up to a tag, in order', () => {
    const step = fc.record({ kind: fc.constantFrom('deliver', 'deliver', 'one', 'upTo'), tag: fc.nat(60) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const outstanding = new Outstanding<number>();
        let held: number[] = [];
        for (const { kind, tag } of steps) {
          if (kind === 'deliver') {
            const next = outstanding.nextTag();
            outstanding.hold(next, next);
            held.push(next);
          } else if (kind === 'one') {
            expect(outstanding.one(tag)).toBe(held.includes(tag) ? tag : undefined);
            held = held.filter((each) => each !== tag);
          } else {
            const expected = held.includes(tag) ? held.filter((each) => each <= tag) : undefined;
            expect(outstanding.upTo(tag)).toEqual(expected);
            if (expected !== undefined) held = held.filter((each) => each > tag);
          }
        }
        expect(outstanding.all()).toEqual(held);
      }),
    );
  });
});

test('of many deliveries with few left, those up to a tag are taken, and no later ones', () => {
  const outstanding = new Outstanding<number>();
  for (let tag = 1; tag <= 100; tag++) outstanding.hold(outstanding.nextTag(), tag);
  for (let tag = 2; tag < 90; tag++) if (tag !== 50) outstanding.one(tag);
  expect(outstanding.upTo(90)).toEqual([1, 50, 90]);
  expect(outstanding.one(90)).toBeUndefined();
  expect(outstanding.all()).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
});

describe('bindings', () => {
  const one: fc.Arbitrary<Binding> = fc.record({
    source: fc.constantFrom('x', 'y'),
    destination: fc.constantFrom('p', 'q'),
    destinationType: fc.constantFrom('queue', 'exchange'),
    routingKey: fc.constantFrom('a', 'a.b', 'a.*', '#'),
    arguments: fc.constantFrom({}, { n: 1 }),
  });
  const steps = fc.array(fc.record({ binding: one, adds: fc.boolean() }), { maxLength: 60 });
  /** The keys of these patterns that 'a.b' fits. */
  const fitsAB = new Set(['a.b', 'a.*', '#']);
  const name = (binding: Binding): string => JSON.stringify(binding);
  const names = (bindings: Iterable<Binding>): string[] => [...bindings].map(name).toSorted();

  test('are found as if each were looked at, after every change', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const bindings = new Bindings();
        const there = new Map<string, Binding>();
        const those = (wanted: (binding: Binding) => boolean): string[] => names([...there.values()].filter(wanted));
        for (const { binding, adds } of all) {
          const was = there.has(name(binding));
          expect(adds ? !bindings.add(binding) : bindings.remove(binding) !== undefined).toBe(was);
          if (adds) there.set(name(binding), binding);
          else there.delete(name(binding));
          expect(names(bindings)).toEqual(those(() => true));
          for (const source of ['x', 'y']) {
            expect(bindings.isSource(source)).toBe(those((each) => each.source === source).length > 0);
            expect(names(bindings.from(source))).toEqual(those((each) => each.source === source));
            expect(names(bindings.withKey(source, 'a.*'))).toEqual(those((each) => each.source === source && each.routingKey === 'a.*'));
            expect(names(bindings.fitting(source, 'a.b'))).toEqual(those((each) => each.source === source && fitsAB.has(each.routingKey)));
          }
          expect(names(bindings.to('queue', 'p'))).toEqual(those((each) => each.destinationType === 'queue' && each.destination === 'p'));
        }
      }),
    );
  });
});
