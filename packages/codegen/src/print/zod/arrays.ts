import type { Schema } from '../../ir/schema.ts';
import { literal, stringLiteral } from '../literal.ts';
import { compact } from '../normal/merge.ts';
import { possibleTypes } from '../normal/types.ts';
import { unevaluatedIndexFunction } from '../predicate/unevaluated.ts';
import { list, part, withChecks } from './context.ts';
import type { CheckText, ZodPlace, ZodText } from './context.ts';
import { partTest } from './tests.ts';

/** An array of any length, or a tuple. */
export function arrayZod(form: Schema, place: ZodPlace): ZodText {
  const native = form.prefixItems === undefined ? listZod(form, place) : tupleZod(form, place);
  const { origin, annotations, prefixItems, items, minItems, maxItems } = form;
  const types = ['array'] as const;
  const whole = compact({ origin, annotations, prefixItems, items, minItems, maxItems, types });
  const typed = { native: native.checks === undefined ? whole : { origin, annotations, types }, whole };
  return withChecks(native, [...(native.checks ?? []), ...arrayChecks(form, place)], typed, place);
}

interface NativeArray extends ZodText {
  /** What the schema does not say of the keywords that it is made of. */
  readonly checks?: readonly CheckText[];
}

function listZod({ items, minItems, maxItems }: Schema, place: ZodPlace): NativeArray {
  const { module, zodOf } = place.printer;
  const item = items === undefined ? { text: `${module.z()}.unknown()`, lossless: true } : zodOf(items, part(place, 'Item'));
  return { text: `${module.z()}.array(${item.text})${lengths(minItems, maxItems)}`, lossless: item.lossless };
}

function lengths(minItems: number | undefined, maxItems: number | undefined): string {
  return `${minItems === undefined ? '' : `.min(${literal(minItems)})`}${maxItems === undefined ? '' : `.max(${literal(maxItems)})`}`;
}

/**
 * A tuple, whose last items may be absent unless `minItems` asks for them. Zod takes a missing item for `undefined` where
 * the tuple is open, so the last item that must be there has to be of some type.
 */
function tupleZod(form: Schema, place: ZodPlace): NativeArray {
  const { module, zodOf } = place.printer;
  const { prefixItems = [], items, minItems = 0, maxItems = Infinity } = form;
  const z = module.z();
  const isClosed = items?.always === false || maxItems <= prefixItems.length;
  const first = prefixItems.slice(0, maxItems);
  const last = first[Math.min(minItems, first.length) - 1];
  const safe = isClosed || last === undefined || possibleTypes(last, module.normalizer.resolved) !== undefined;
  if (!safe || first.length === 0 || (isClosed && minItems > first.length)) return openTuple(form, place);
  const texts = first.map((item, index) => {
    const one = zodOf(item, part(place, `Item${String(index + 1)}`));
    return { ...one, text: index < minItems ? one.text : `${one.text}.exactOptional()` };
  });
  const rest = isClosed ? undefined : items === undefined ? { text: `${z}.unknown()`, lossless: true } : zodOf(items, part(place, 'Item'));
  const bounds = [
    ...(minItems > first.length ? [`${z}.minLength(${literal(minItems)})`] : []),
    ...(!isClosed && Number.isFinite(maxItems) ? [`${z}.maxLength(${literal(maxItems)})`] : []),
  ];
  const text = `${z}.tuple([${list(texts.map((one) => one.text))}]${rest === undefined ? '' : `, ${rest.text}`})`;
  return {
    text: bounds.length === 0 ? text : `${text}.check(${bounds.join(', ')})`,
    lossless: texts.every((one) => one.lossless) && rest?.lossless !== false,
  };
}

function openTuple({ prefixItems = [], items, minItems, maxItems }: Schema, place: ZodPlace): NativeArray {
  const { module, zodOf } = place.printer;
  const each = (test: string, schema: Schema, name: string): string =>
    `${module.runtime('eachItem')}((index) => ${test}, ${zodOf(schema, part(place, name)).text})`;
  return {
    text: `${module.z()}.array(${module.z()}.unknown())${lengths(minItems, maxItems)}`,
    lossless: true,
    checks: [
      ...prefixItems.map((item, index) => each(`index === ${String(index)}`, item, `Item${String(index + 1)}`)),
      ...(items === undefined ? [] : [each(`index >= ${String(prefixItems.length)}`, items, 'Item')]),
    ],
  };
}

function arrayChecks(form: Schema, place: ZodPlace): readonly CheckText[] {
  const { module, zodOf } = place.printer;
  const must = (keywords: readonly (keyof Schema)[], message: string): string =>
    `${module.runtime('must')}(${partTest(form, keywords, place)}, ${stringLiteral(message)})`;
  return [
    ...(form.uniqueItems === true ? [must(['uniqueItems'], 'Invalid array: two items are equal')] : []),
    ...(form.contains === undefined ? [] : [must(['contains', 'minContains', 'maxContains'], containsMessage(form))]),
    ...(form.unevaluatedItems === undefined
      ? []
      : [
          `${module.runtime('eachItem')}(${unevaluatedIndexFunction(form, place.printer.predicates, place.wish)}, ${zodOf(form.unevaluatedItems, part(place, 'Unevaluated')).text})`,
        ]),
  ];
}

function containsMessage({ minContains = 1, maxContains }: Schema): string {
  const most = maxContains === undefined ? '' : ` and at most ${String(maxContains)}`;
  return `Invalid array: at least ${String(minContains)}${most} of the items must fit the schema under "contains"`;
}
