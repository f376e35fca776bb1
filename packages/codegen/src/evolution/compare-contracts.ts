import type { Contract } from '../ir/contract.ts';
import { compareEvents } from './events/compare-events.ts';
import { sortFindings, type Finding } from './finding.ts';
import { compareHttp } from './http/compare-http.ts';

/**
 * What has changed between two states of a contract, and what that means for whom: the worst first. Nothing where only
 * words have changed: titles, descriptions, examples, the order of keys, the names of components.
 */
export function compareContracts(before: Contract, after: Contract): readonly Finding[] {
  return sortFindings([...compareEvents(before, after), ...compareHttp(before, after)]);
}
