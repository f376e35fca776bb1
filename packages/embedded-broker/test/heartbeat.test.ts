import { describe, expect, test } from '@jest/globals';
import { startHeartbeat, type Every } from '../src/heartbeat.ts';

/** A heartbeat on a clock that goes when it is told to. */
function onTestClock(seconds: number) {
  const seen: string[] = [];
  const activity = { sent: false, received: false };
  let tick = (): void => undefined;
  const every: Every = (milliseconds, call) => {
    seen.push(`every ${milliseconds} ms`);
    tick = call;
    return () => seen.push('stopped');
  };
  const stop = startHeartbeat(
    seconds,
    {
      sent: () => activity.sent,
      received: () => activity.received,
      beat: () => seen.push('beat'),
      lost: () => seen.push('lost'),
    },
    every,
  );
  return { seen, activity, stop, tick: () => tick() };
}

describe('a heartbeat', () => {
  test('is sent in each half interval in which nothing else was sent', () => {
    const { seen, activity, tick } = onTestClock(10);
    activity.received = true;
    tick();
    activity.sent = true;
    tick();
    activity.sent = false;
    tick();
    expect(seen).toEqual(['every 5000 ms', 'beat', 'beat']);
  });

  test('gives a connection up after two silent intervals, not sooner', () => {
    const { seen, activity, tick } = onTestClock(10);
    activity.sent = true;
    for (let half = 0; half < 3; half++) tick();
    activity.received = true;
    tick();
    activity.received = false;
    for (let half = 0; half < 3; half++) tick();
    expect(seen).not.toContain('lost');
    tick();
    expect(seen).toContain('lost');
  });

  test('stops', () => {
    const { seen, stop } = onTestClock(1);
    stop();
    expect(seen).toEqual(['every 500 ms', 'stopped']);
  });

  test('of zero seconds is none', () => {
    expect(onTestClock(0).seen).toEqual([]);
  });
});
