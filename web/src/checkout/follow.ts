/** How long to wait before looking again for the n-th time, in milliseconds; `undefined` after three minutes: then people decide. */
export function followDelay(turn: number): number | undefined {
  return delays[turn];
}

const first = 300;
const longest = 10_000;
const patience = 180_000;

const delays = growing();

function growing(): readonly number[] {
  const found: number[] = [];
  let sum = 0;
  for (let delay = first; sum + delay <= patience; delay = Math.min(longest, Math.round(delay * 1.4))) {
    found.push(delay);
    sum += delay;
  }
  return found;
}
