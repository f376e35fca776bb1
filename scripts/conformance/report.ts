import { table } from '../demo/table.ts';
import type { Verdict } from './exchange.ts';

/** What a proxy has seen between a client and a service. */
export interface Conformance {
  /** That at least something was seen, and nothing against the contract. */
  readonly ok: boolean;
  readonly exchanges: number;
  readonly violations: readonly Verdict[];
  /** For people, in lines. */
  readonly text: string;
}

/** @param operations how many the contract has */
export function conformanceOf(seen: readonly Verdict[], operations: number): Conformance {
  const violations = seen.filter(({ faults }) => faults.length > 0);
  const met = new Set(seen.map(({ operation }) => operation)).size;
  const refused = seen.filter((one) => one.refused).length;
  const summary = `Conformance: ${seen.length} requests for ${met} of ${operations} operations went through Prism; refused for being against the contract, as it says: ${refused}.`;
  const verdict = seen.length === 0 ? 'Nothing was seen: that shows nothing.' : violations.length === 0 ? 'No request and no answer was against the contract.' : `Against the contract: ${violations.length}.\n\n${faultTable(violations)}`;
  return { ok: seen.length > 0 && violations.length === 0, exchanges: seen.length, violations, text: `${summary}\n${verdict}` };
}

function faultTable(violations: readonly Verdict[]): string {
  const rows = violations.flatMap(({ operation, status, faults }) => faults.map((fault) => JSON.stringify([operation, String(status), fault])));
  const counted = Map.groupBy(rows, (row) => row);
  return table(['operation', 'status', 'times', 'what'], Array.from(counted, ([row, times]) => rowOf(JSON.parse(row), times.length)));
}

function rowOf(cells: unknown, times: number): readonly string[] {
  const [operation = '', status = '', what = ''] = Array.isArray(cells) ? cells.map(String) : [];
  return [operation, status, String(times), what];
}
