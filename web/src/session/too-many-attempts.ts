import type { Refusal } from '#api/problem.ts';

/** What a session form says to 429, with when to come back: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). */
export function tooManyAttempts(retryAfter: string | null, now: number): Refusal {
  return { message: `That were too many attempts. Please try again ${whenOf(secondsOf(retryAfter, now))}.`, fields: {}, code: 'too-many-attempts' };
}

function secondsOf(retryAfter: string | null, now: number): number | undefined {
  if (retryAfter === null) return undefined;
  if (/^\d+$/.test(retryAfter.trim())) return Number(retryAfter);
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

function whenOf(seconds: number | undefined): string {
  if (seconds === undefined) return 'a little later';
  if (seconds <= 1) return 'in a second';
  if (seconds < 90) return `in ${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `in ${minutes} minutes` : `in ${Math.ceil(minutes / 60)} hours`;
}
