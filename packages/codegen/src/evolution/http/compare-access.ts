import type { HttpOperation, RateLimit } from '../../ir/contract.ts';
import { below, keyOf, type Origin } from '../../ir/origin.ts';
import type { Finding, Verdict } from '../finding.ts';
import type { RuleName } from '../rules.ts';
import { callersAndGateway, callersOf, operationName, type OperationChange } from './callers.ts';

/** Who may call an operation, how often, and from where. */
export function compareAccess(change: OperationChange): readonly Finding[] {
  const { before, after } = change;
  const [from, to] = [before.operation, after.operation];
  return [securityOf(from, to), rolesOf(from, to), rateLimitOf(from, to), exposureOf(from, to)]
    .filter((found) => found !== undefined)
    .map(({ field, ...found }): Finding => ({
      ...found,
      subject: operationName(before),
      before: placeOf(from, field),
      after: placeOf(to, field),
      affected: found.verdict === 'safe' ? [] : field === 'x-rate-limit' ? callersOf(before) : callersAndGateway(before),
      owners: [before.api.name],
    }));
}

/** A field of an operation; its `security` may be that of the whole document. */
function placeOf({ origin, securityOrigin }: HttpOperation, field: string): Origin {
  return field === 'security' && securityOrigin !== undefined ? securityOrigin : keyOf(below(origin, field));
}

interface Access {
  readonly rule: RuleName;
  readonly verdict: Verdict;
  readonly message: string;
  readonly advice?: string;
  readonly field: string;
}

/** Every way in which a caller could prove who it is has to be one still; fewer schemes than before are enough too. */
function securityOf({ security: from }: HttpOperation, { security: to }: HttpOperation): Access | undefined {
  if (JSON.stringify(from) === JSON.stringify(to)) return undefined;
  const common = { rule: 'http-security', field: 'security' } as const;
  const message = `it asks for ${waysText(to)}, and asked for ${waysText(from)}`;
  const ways = from.length === 0 ? [[]] : from;
  const isPublic = to.length === 0 || to.some((schemes) => schemes.length === 0);
  if (isPublic) return { ...common, verdict: 'dangerous', message, advice: 'make sure that anybody may call it' };
  const isEnough = ways.every((way) => to.some((schemes) => schemes.every((scheme) => way.includes(scheme))));
  if (isEnough) return { ...common, verdict: 'safe', message };
  return { ...common, verdict: 'breaking', message, advice: 'accept the old way beside the new one until every caller has moved' };
}

function waysText(ways: readonly (readonly string[])[]): string {
  return ways.length === 0 ? 'nothing' : ways.map((schemes) => (schemes.length === 0 ? 'nothing' : schemes.join(' with '))).join(' or ');
}

/** Any of the roles suffices; without roles every caller that is known may. */
function rolesOf({ roles: from }: HttpOperation, { roles: to }: HttpOperation): Access | undefined {
  if ([...from].sort().join() === [...to].sort().join()) return undefined;
  const common = { rule: 'http-roles', field: 'x-roles' } as const;
  const message = `${rolesText(to)} may call it, and ${rolesText(from)} could`;
  if (to.length === 0) return { ...common, verdict: 'dangerous', message, advice: 'make sure that everybody may call it' };
  const lost = from.length === 0 ? ['every other caller'] : from.filter((role) => !to.includes(role));
  if (lost.length === 0) return { ...common, verdict: 'safe', message };
  return { ...common, verdict: 'breaking', message, advice: `give those who call it as ${lost.join(', ')} another role first` };
}

function rolesText(roles: readonly string[]): string {
  return roles.length === 0 ? 'everybody' : roles.join(' or ');
}

function rateLimitOf({ rateLimit: from }: HttpOperation, { rateLimit: to }: HttpOperation): Access | undefined {
  if (JSON.stringify(from) === JSON.stringify(to)) return undefined;
  const common = { rule: 'http-rate-limit', field: 'x-rate-limit' } as const;
  const message = `${limitText(to)}, and it was ${limitText(from)}`;
  if (to === undefined || (from !== undefined && isLooser(from, to))) return { ...common, verdict: 'safe', message };
  return { ...common, verdict: 'dangerous', message, advice: 'see in the metrics who calls more often than that' };
}

/** Whether whatever kept to one limit keeps to the other: as many in a window at least, in a window that is no longer. */
function isLooser(from: RateLimit, to: RateLimit): boolean {
  const isAsOften = to.limit / to.windowSeconds >= from.limit / from.windowSeconds;
  return from.by === to.by && to.limit >= from.limit && isAsOften;
}

function limitText(limit: RateLimit | undefined): string {
  return limit === undefined ? 'no limit' : `${String(limit.limit)} requests in ${String(limit.windowSeconds)} s for each ${limit.by}`;
}

function exposureOf({ internal: from }: HttpOperation, { internal: to }: HttpOperation): Access | undefined {
  if (from === to) return undefined;
  const common = { rule: 'http-exposure', field: 'x-internal' } as const;
  if (!to) return { ...common, verdict: 'safe', message: 'it is reachable through the gateway now' };
  return { ...common, verdict: 'breaking', message: 'it is not reachable through the gateway any more', advice: 'let callers from outside go first' };
}
