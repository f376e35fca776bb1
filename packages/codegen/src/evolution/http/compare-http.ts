import type { Api, Contract } from '../../ir/contract.ts';
import { keyOf } from '../../ir/origin.ts';
import type { Finding } from '../finding.ts';
import { viewsOf, type Views } from '../views/views.ts';
import { compareAccess } from './compare-access.ts';
import { compareParameters } from './compare-parameters.ts';
import { compareRequestBodies } from './compare-requests.ts';
import { compareResponses } from './compare-responses.ts';
import { compareSchemes } from './compare-schemes.ts';
import { callersAndGateway, callersOf, operationName, type OperationChange, type OperationIn } from './callers.ts';

/** What has changed in the HTTP APIs of a contract. */
export function compareHttp(before: Contract, after: Contract): readonly Finding[] {
  const views = { before: viewsOf(before.schemas), after: viewsOf(after.schemas) };
  const to = new Map(after.apis.map((api) => [api.name, api]));
  const from = new Map(before.apis.map((api) => [api.name, api]));
  const added = after.apis.filter(({ name }) => !from.has(name)).map(addedApi);
  const others = before.apis.flatMap((api) => {
    const other = to.get(api.name);
    return other === undefined ? [removedApi(api)] : compareApis(api, other, views);
  });
  return [...others, ...added];
}

function addedApi(api: Api): Finding {
  return { rule: 'http-api', verdict: 'safe', subject: api.name, message: `${api.name} serves HTTP now`, after: api.origin, affected: [], owners: [api.name] };
}

function removedApi(api: Api): Finding {
  return {
    rule: 'http-api',
    verdict: 'breaking',
    subject: api.name,
    message: `${api.name} serves nothing any more`,
    before: api.origin,
    affected: [{ name: `callers of ${api.name}`, role: 'call it' }],
    advice: 'deprecate its operations first, and let their callers go',
    owners: [api.name],
  };
}

/** What has changed in one API. */
export function compareApis(before: Api, after: Api, views: { readonly before: Views; readonly after: Views }): readonly Finding[] {
  const partners = partnersOf(before, after);
  const taken = new Set(partners.values());
  const removed = before.operations.filter((operation) => !partners.has(operation)).map((operation) => removedOperation({ api: before, operation }));
  const added = after.operations.filter((operation) => !taken.has(operation)).map((operation) => addedOperation({ api: after, operation }));
  const changed = [...partners].flatMap(([operation, other]) =>
    compareOperations({ before: { api: before, operation, views: views.before }, after: { api: after, operation: other, views: views.after } }),
  );
  return [...removed, ...added, ...changed, ...compareSchemes(before, after)];
}

/** Operations that are the same: by method and path, whatever its parameters are called, else by `operationId`. */
function partnersOf(before: Api, after: Api): ReadonlyMap<Api['operations'][number], Api['operations'][number]> {
  const byRoute = new Map(after.operations.map((operation) => [routeOf(operation), operation]));
  const found = new Map(
    before.operations.flatMap((operation) => {
      const other = byRoute.get(routeOf(operation));
      return other === undefined ? [] : [[operation, other] as const];
    }),
  );
  const taken = new Set(found.values());
  for (const operation of before.operations) {
    const other = after.operations.find((one) => one.id === operation.id && !taken.has(one));
    if (found.has(operation) || other === undefined) continue;
    found.set(operation, other);
    taken.add(other);
  }
  return found;
}

function routeOf({ method, path }: Api['operations'][number]): string {
  return `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`;
}

function removedOperation(one: OperationIn): Finding {
  return {
    rule: 'http-operation',
    verdict: 'breaking',
    subject: operationName(one),
    message: `${one.operation.id} is gone`,
    before: keyOf(one.operation.origin),
    affected: callersAndGateway(one),
    advice: one.operation.deprecated === true ? 'make sure that its callers are gone: it was deprecated' : 'deprecate it first (`deprecated: true`), and let its callers go',
    owners: [one.api.name],
  };
}

function addedOperation(one: OperationIn): Finding {
  return { rule: 'http-operation', verdict: 'safe', subject: operationName(one), message: `${one.operation.id} is new`, after: keyOf(one.operation.origin), affected: [], owners: [one.api.name] };
}

function compareOperations(change: OperationChange): readonly Finding[] {
  return [
    ...identityFindings(change),
    ...compareParameters(change),
    ...compareRequestBodies(change),
    ...compareResponses(change),
    ...compareAccess(change),
  ];
}

function identityFindings({ before, after }: OperationChange): readonly Finding[] {
  const [from, to] = [before.operation, after.operation];
  const shown = { subject: operationName(before), before: keyOf(from.origin), after: keyOf(to.origin), owners: [before.api.name] };
  const findings: Finding[] = [];
  if (routeOf(from) !== routeOf(to)) {
    const message = `${from.id} is ${to.method.toUpperCase()} ${to.path} now`;
    findings.push({ ...shown, rule: 'http-path', verdict: 'breaking', message, affected: callersAndGateway(before), advice: 'serve both for as long as there are callers of the old one' });
  } else if (from.path !== to.path) {
    findings.push({ ...shown, rule: 'http-path', verdict: 'safe', message: `the path's parameters are called otherwise: ${to.path}`, affected: [] });
  }
  if (from.id !== to.id) {
    const message = `it is called ${to.id}, and was ${from.id}`;
    findings.push({ ...shown, rule: 'http-operation', verdict: 'dangerous', message, affected: callersOf(before), advice: 'nothing changes on the wire; callers of the generated client follow the compiler' });
  }
  if (from.deprecated !== to.deprecated) {
    findings.push({ ...shown, rule: 'http-operation', verdict: 'safe', message: to.deprecated === true ? `${to.id} is deprecated` : `${to.id} is no longer deprecated`, affected: [] });
  }
  return findings;
}
