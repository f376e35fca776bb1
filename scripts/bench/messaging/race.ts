import { median } from '../table.ts';

export interface RaceResult {
  /** How many times as fast as the raw side ours is: the median over the rounds of each round's ratio. */
  readonly ratio: number;
  readonly detail: string;
}

interface RaceOptions {
  readonly messages: number;
  readonly rounds: number;
  readonly before?: () => Promise<void>;
  readonly after?: () => Promise<void>;
}

/** A side does its work, and says how many milliseconds of it count; `null` where all do. */
type Side = () => Promise<number | null>;

/** Both sides in turn, the first round for warming up only; who begins changes with each round. */
export async function race(sides: { readonly ours: Side; readonly raw: Side }, options: RaceOptions): Promise<RaceResult> {
  const ours: number[] = [];
  const raw: number[] = [];
  for (let round = 0; round <= options.rounds; round += 1) {
    const turns = [
      { side: sides.ours, times: ours },
      { side: sides.raw, times: raw },
    ];
    for (const { side, times } of round % 2 === 0 ? turns : turns.toReversed()) {
      const milliseconds = await timed(side, options);
      if (round > 0) times.push(milliseconds);
    }
  }
  const perSecond = (times: readonly number[]): string => `${Math.round((options.messages / median(times)) * 1000)}/s`;
  return {
    ratio: median(ours.map((milliseconds, round) => (raw[round] ?? NaN) / milliseconds)),
    detail: `${perSecond(ours)} against ${perSecond(raw)}; ${options.messages} messages, median of ${options.rounds} interleaved rounds`,
  };
}

async function timed(side: Side, { before, after }: RaceOptions): Promise<number> {
  await before?.();
  const started = performance.now();
  const counted = await side();
  const milliseconds = counted ?? performance.now() - started;
  await after?.();
  return milliseconds;
}
