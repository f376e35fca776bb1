import { ParameterError } from '../errors.ts';
import type { Kind } from '../resources/objects.ts';
import type { Unit } from '../unit.ts';
import { listOf } from './lists.ts';

/** By the kind of an object: its members that are ids of others. */
const references: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  charge: { payment_intent: 'payment_intent' },
  payment_intent: { latest_charge: 'charge', payment_method: 'payment_method' },
  refund: { charge: 'charge', payment_intent: 'payment_intent', payment_method: 'payment_method' },
};

const deepest = 4;

/**
 * The object with what `paths` (`latest_charge.payment_intent`, in lists `data.latest_charge`) name in place of its id.
 *
 * @throws ParameterError for what cannot be expanded.
 */
export function expand(unit: Unit, object: object, paths: readonly string[]): object {
  return paths.reduce((expanded, path) => {
    const steps = path.split('.');
    if (steps.length > deepest) throw new ParameterError({ message: `You can expand ${deepest} levels of properties.`, param: 'expand' });
    return expandAt(unit, expanded, steps, path);
  }, object);
}

function expandAt(unit: Unit, object: object, [step = '', ...rest]: readonly string[], path: string): object {
  const members = new Map<string, unknown>(Object.entries(object));
  const below = (value: object): object => (rest.length === 0 ? value : expandAt(unit, value, rest, path));
  if (members.get('object') === 'list' && step === 'data') {
    const data = members.get('data');
    return { ...object, data: Array.isArray(data) ? data.map((one: object) => below(one)) : [] };
  }
  const kind = String(members.get('object'));
  if (kind === 'charge' && step === 'refunds') return { ...object, refunds: below(refundsOf(unit, members)) };
  const target = references[kind];
  const targetKind = target !== undefined && Object.hasOwn(target, step) ? target[step] : undefined;
  if (targetKind === undefined) throw new ParameterError({ message: `This property cannot be expanded (${path.slice(0, 200)}).`, param: 'expand' });
  const value = members.get(step);
  const found = typeof value === 'string' ? unit.store.get(targetKind, value) : value;
  return typeof found === 'object' && found !== null ? { ...object, [step]: below(found) } : object;
}

function refundsOf(unit: Unit, charge: ReadonlyMap<string, unknown>): object {
  const url = `/v1/charges/${String(charge.get('id'))}/refunds`;
  return listOf(unit, { kind: 'refund', url, params: {}, filter: { parent: String(charge.get('payment_intent')) } });
}
