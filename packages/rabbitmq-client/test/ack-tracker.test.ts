import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { closeOut, deliver, newAckTracker, settle, takeGroupAck, takeSingleAcks, unsettled } from '../src/consuming/ack-tracker.ts';

function trackerOf(delivered: number): ReturnType<typeof newAckTracker> {
  const tracker = newAckTracker();
  for (let tag = 1; tag <= delivered; tag += 1) deliver(tracker, tag);
  return tracker;
}

describe('group acknowledgements', () => {
  test.each([
    { name: 'nothing is settled', settled: [], ack: undefined, left: 4 },
    { name: 'the first is settled', settled: [1], ack: 1, left: 3 },
    { name: 'all are settled in order', settled: [1, 2, 3, 4], ack: 4, left: 0 },
    { name: 'the first is the slow one', settled: [2, 3, 4], ack: undefined, left: 1 },
    { name: 'the first comes last', settled: [4, 2, 3, 1], ack: 4, left: 0 },
    { name: 'one in the middle is missing', settled: [1, 2, 4], ack: 2, left: 1 },
    { name: 'one is settled twice', settled: [1, 1, 3, 3], ack: 1, left: 2 },
  ])('$name', ({ settled, ack, left }) => {
    const tracker = trackerOf(4);
    for (const tag of settled) settle(tracker, tag);
    expect(takeGroupAck(tracker)).toBe(ack);
    expect(takeGroupAck(tracker)).toBeUndefined();
    expect(unsettled(tracker)).toBe(left);
  });
});

describe('single acknowledgements behind a slow message', () => {
  test('wait until half of what a consumer may hold is stuck', () => {
    const tracker = trackerOf(10);
    for (const tag of [2, 3, 4, 5]) settle(tracker, tag);
    expect(takeSingleAcks(tracker, 10)).toEqual([]);
    settle(tracker, 6);
    expect(takeSingleAcks(tracker, 10)).toEqual([2, 3, 4, 5, 6]);
    expect(takeSingleAcks(tracker, 10)).toEqual([]);
  });

  test('are not named by a later acknowledgement of all up to a tag', () => {
    const tracker = trackerOf(3);
    settle(tracker, 2);
    settle(tracker, 3);
    expect(takeSingleAcks(tracker, 4)).toEqual([2, 3]);
    settle(tracker, 1);
    expect(takeGroupAck(tracker)).toBe(1);
    expect(unsettled(tracker)).toBe(0);
  });
});

describe('the last answers on a channel', () => {
  test.each([
    { name: 'nothing was delivered', delivered: 0, settled: [], answers: [] },
    { name: 'all is settled', delivered: 3, settled: [1, 2, 3], answers: [['acknowledge', 3]] },
    { name: 'nothing is settled', delivered: 3, settled: [], answers: [['give back', 3]] },
    { name: 'a slow one in the middle', delivered: 5, settled: [1, 2, 4, 5], answers: [['acknowledge', 2], ['give back', 3], ['acknowledge', 5]] },
  ] as const)('$name', ({ delivered, settled, answers }) => {
    const tracker = trackerOf(delivered);
    for (const tag of settled) settle(tracker, tag);
    expect(closeOut(tracker).map(({ kind, upTo }) => [kind, upTo])).toEqual(answers);
  });
});

/** What a broker would make of the acknowledgements: it refuses (406) a tag that is not outstanding. */
function brokerOf(delivered: number) {
  const outstanding = new Set(Array.from({ length: delivered }, (_, index) => index + 1));
  const ack = (tag: number, multiple: boolean): void => {
    if (!outstanding.has(tag)) throw new Error(`406: unknown delivery tag ${tag}`);
    for (const each of [...outstanding]) if (each === tag || (multiple && each < tag)) outstanding.delete(each);
  };
  const close = (answers: ReturnType<typeof closeOut>): { readonly acked: Set<number>; readonly returned: Set<number> } => {
    const [acked, returned] = [new Set<number>(), new Set<number>()];
    for (const { kind, upTo } of answers) {
      const before = [...outstanding];
      ack(upTo, true);
      for (const tag of before) if (!outstanding.has(tag)) (kind === 'acknowledge' ? acked : returned).add(tag);
    }
    return { acked, returned };
  };
  return { outstanding, ack, close };
}

test('acknowledges what is settled, exactly once, whatever the order', () => {
  const cases = fc
    .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
    .chain(([count, prefetch]) =>
      fc.record({
        count: fc.constant(count),
        prefetch: fc.constant(prefetch),
        order: fc.shuffledSubarray(Array.from({ length: count }, (_, index) => index + 1)),
        flushes: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
      }),
    );
  fc.assert(
    fc.property(cases, ({ count, prefetch, order, flushes }) => {
      const tracker = trackerOf(count);
      const broker = brokerOf(count);
      const settled = new Set<number>();
      const flush = (): void => {
        const upTo = takeGroupAck(tracker);
        if (upTo !== undefined) broker.ack(upTo, true);
        for (const tag of takeSingleAcks(tracker, prefetch)) broker.ack(tag, false);
        for (let tag = 1; tag <= count; tag += 1) {
          if (!broker.outstanding.has(tag)) expect(settled.has(tag)).toBe(true);
        }
      };
      order.forEach((tag, index) => {
        settle(tracker, tag);
        settled.add(tag);
        if (flushes[index] === true) flush();
      });
      flush();
      const stuck = [...settled].filter((tag) => broker.outstanding.has(tag));
      expect(unsettled(tracker)).toBe(count - settled.size);
      expect(stuck.length).toBeLessThan(Math.max(1, Math.floor(prefetch / 2)));
      if (settled.size === count) expect(broker.outstanding.size).toBe(0);

      const { acked, returned } = broker.close(closeOut(tracker));
      expect(broker.outstanding.size).toBe(0);
      expect([...acked].sort()).toEqual(stuck.sort());
      expect([...returned].every((tag) => !settled.has(tag))).toBe(true);
    }),
  );
});
