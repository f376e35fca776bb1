import type { JsonValue } from '../ir/json.ts';
import type { Origin } from '../ir/origin.ts';
import type { RuleName } from './rules.ts';

/**
 * What a change means: `breaking` is refused or missed by somebody who did nothing wrong, `dangerous` may be, or cannot be
 * told; `safe` is noticed by nobody who does not want to.
 */
export type Verdict = 'breaking' | 'dangerous' | 'safe';

/** Somebody who has to do with a change. */
export interface Party {
  /** `payment-service`. */
  readonly name: string;
  /** `consumes order.created version 1`. */
  readonly role: string;
}

/** One change of a contract, and what it means. */
export interface Finding {
  readonly rule: RuleName;
  readonly verdict: Verdict;
  /** What has changed: `order.created version 1`, `POST /orders of order-service`. */
  readonly subject: string;
  /** One sentence without a final stop. */
  readonly message: string;
  /** Where it stood; absent for what is new. */
  readonly before?: Origin;
  /** Where it stands; absent for what is gone. */
  readonly after?: Origin;
  readonly affected: readonly Party[];
  /** What to do about it; absent where there is nothing to do. */
  readonly advice?: string;
  /** A value that was accepted and is not any more, or that can come now and is refused. */
  readonly example?: JsonValue;
  /** The services whose contract it is. */
  readonly owners: readonly string[];
}

const ranks: Readonly<Record<Verdict, number>> = { breaking: 0, dangerous: 1, safe: 2 };

/** The worst first; within a verdict by subject and place. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const key = ({ verdict, subject, rule, before, after }: Finding): string => JSON.stringify([ranks[verdict], subject, rule, before ?? after]);
  return findings.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
}

/** The verdict on all of some findings: that of the worst. */
export function worst(findings: readonly Pick<Finding, 'verdict'>[]): Verdict {
  return findings.reduce<Verdict>((all, { verdict }) => (ranks[verdict] < ranks[all] ? verdict : all), 'safe');
}
