import type { HttpOperation, Parameter } from '../../ir/contract.ts';
import type { Finding, Verdict } from '../finding.ts';
import { callersOf, operationName, type OperationChange } from './callers.ts';
import { compareSent } from './flows.ts';

/** What has changed in the parameters of an operation. */
export function compareParameters(change: OperationChange): readonly Finding[] {
  const { before, after } = change;
  const to = new Map(keyed(after.operation));
  const from = new Map(keyed(before.operation));
  const added = [...to].filter(([key]) => !from.has(key)).map(([, parameter]) => addedParameter(change, parameter));
  const others = [...from].flatMap(([key, parameter]) => {
    const other = to.get(key);
    return other === undefined ? [goneParameter(change, parameter)] : compareParameter(change, parameter, other);
  });
  return [...others, ...added];
}

/** Parameters by place and name: those of headers have no case, those of paths are known by where they stand. */
function keyed({ path, parameters }: HttpOperation): readonly (readonly [string, Parameter])[] {
  const places = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
  return parameters.map((parameter) => {
    const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.in === 'path' ? String(places.indexOf(parameter.name)) : parameter.name;
    return [`${parameter.in} ${name}`, parameter];
  });
}

function nameOf({ in: place, name }: Parameter): string {
  return `the ${place} parameter ${name}`;
}

function shownBy({ before }: OperationChange): Pick<Finding, 'rule' | 'subject' | 'owners'> {
  return { rule: 'http-parameter', subject: operationName(before), owners: [before.api.name] };
}

function addedParameter(change: OperationChange, parameter: Parameter): Finding {
  const shown = { ...shownBy(change), after: parameter.origin };
  if (!parameter.required) return { ...shown, verdict: 'safe', message: `${nameOf(parameter)} is new, and may be left out`, affected: [] };
  return {
    ...shown,
    verdict: 'breaking',
    message: `${nameOf(parameter)} is new, and has to be there`,
    affected: callersOf(change.before),
    advice: 'let it be left out, with a default that means what was meant before',
  };
}

/** Undeclared query parameters are refused by the services' validation; headers and cookies are not looked at. */
function goneParameter(change: OperationChange, parameter: Parameter): Finding {
  const isRefused = parameter.in === 'query';
  return {
    ...shownBy(change),
    verdict: isRefused ? 'breaking' : 'dangerous',
    message: `${nameOf(parameter)} is gone${isRefused ? ': a request with it is refused' : ''}`,
    before: parameter.origin,
    affected: callersOf(change.before),
    advice: isRefused ? 'go on taking it, and ignore it' : 'make sure that it may be ignored',
  };
}

function compareParameter(change: OperationChange, from: Parameter, to: Parameter): readonly Finding[] {
  const shown = { ...shownBy(change), before: from.origin, after: to.origin };
  const findings: Finding[] = [];
  const add = (verdict: Verdict, message: string, advice: string): void => {
    findings.push({ ...shown, verdict, message, affected: verdict === 'safe' ? [] : callersOf(change.before), ...(verdict === 'safe' ? {} : { advice }) });
  };
  if (!from.required && to.required) add('breaking', `${nameOf(to)} may not be left out any more`, 'let it be left out, with a default that means what was meant before');
  if (from.required && !to.required) add('safe', `${nameOf(to)} may be left out`, '');
  if (from.style !== to.style || from.explode !== to.explode) {
    add('breaking', `${nameOf(to)} is written otherwise (style, explode)`, 'add a parameter of another name for the other way of writing');
  }
  return [...findings, ...compareSent(change, { root: nameOf(to), from: from.schema, to: to.schema })];
}
