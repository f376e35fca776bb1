import { describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { newRefreshToken, readRefreshToken } from '../src/refresh-token.ts';
import { judge, renewSession, startSession } from '../src/session.ts';

const rules = { idleDays: 30, longestDays: 180 };
const start = new Date('2026-03-14T08:00:00.000Z');
const days = (count: number): Date => new Date(start.getTime() + count * 86_400_000);
const session = startSession({ sessionId: randomUUID(), userId: randomUUID(), tokenDigest: 'first' }, start, rules);

describe('a session', () => {
  test('begins with a token that is good for as long as it may lie unused', () => {
    expect(session).toMatchObject({ tokenDigest: 'first', startedAt: start.toISOString(), expiresAt: days(30).toISOString() });
  });

  test.each<[renewedAfter: number, expiresAfter: number]>([
    [0, 30],
    [29, 59],
    [150, 180],
    [170, 180],
  ])('renewed after %i days expires after %i', (renewedAfter, expiresAfter) => {
    expect(renewSession(session, 'second', days(renewedAfter), rules)).toEqual({ ...session, tokenDigest: 'second', expiresAt: days(expiresAfter).toISOString() });
  });

  test.each([
    ['the token of the session', 'first', days(0), 'good'],
    ['it in the last moment', 'first', new Date(days(30).getTime() - 1), 'good'],
    ['it at its end', 'first', days(30), 'expired'],
    ['another one', 'zeroth', days(1), 'used-before'],
    ['another one after the end', 'zeroth', days(31), 'expired'],
  ])('%s is judged', (_name, digest, now, expected) => {
    expect(judge(session, digest, now)).toBe(expected);
  });
});

describe('a refresh token', () => {
  test('names its session, and is kept as a digest', () => {
    const sessionId = randomUUID();
    const { token, digest } = newRefreshToken(sessionId);
    expect(token).toMatch(/^[A-Za-z0-9_-]{64}$/);
    expect(readRefreshToken(token)).toEqual({ sessionId, digest });
    expect(digest).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(token).not.toContain(digest);
  });

  test('has a new secret each time', () => {
    const sessionId = randomUUID();
    const all = Array.from({ length: 100 }, () => newRefreshToken(sessionId));
    expect(new Set(all.map(({ token }) => token.slice(-43))).size).toBe(100);
    expect(new Set(all.map(({ digest }) => digest)).size).toBe(100);
  });

  test.each(['', 'x', 'dxokAhClxaJq19aMy8JIucMqMB4A_f8TKrljq1ltlyQ', `${newRefreshToken(randomUUID()).token}=`, `${newRefreshToken(randomUUID()).token} `, `\n${newRefreshToken(randomUUID()).token}`, 'A'.repeat(63), 'A'.repeat(65), 'A'.repeat(128)])(
    'is not %j',
    (text) => {
      expect(readRefreshToken(text)).toBeUndefined();
    },
  );
});
