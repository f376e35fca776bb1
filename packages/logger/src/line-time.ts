/**
 * The `time` of a line as pino takes it: RFC 3339, UTC, to the millisecond. A date is formatted once a second: it would
 * cost as much as the rest of a line.
 */
export function createLineTime(now: () => number = Date.now): () => string {
  let second = Number.NaN;
  let printed = '';
  return () => {
    const at = now();
    const current = Math.floor(at / 1000);
    if (current !== second) {
      second = current;
      printed = new Date(current * 1000).toISOString().slice(0, -'000Z'.length);
    }
    return `,"time":"${printed}${String(at - current * 1000).padStart(3, '0')}Z"`;
  };
}
