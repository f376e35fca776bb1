/** What a predicate asks of a value, as code to be. It is printed as an expression, or as statements that refuse. */
export type Condition =
  | { readonly kind: 'constant'; readonly holds: boolean }
  /** An expression, and its negation. */
  | { readonly kind: 'test'; readonly text: string; readonly negated: string }
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'choice'; readonly if: Condition; readonly then: Condition; readonly else: Condition }
  | { readonly kind: 'bind'; readonly name: string; readonly value: string; readonly body: Condition }
  /** Holds for each item from an index on. */
  | { readonly kind: 'items'; readonly array: string; readonly from: number; readonly index: string; readonly item?: string; readonly body: Condition }
  /** Holds for each key. */
  | { readonly kind: 'keys'; readonly object: string; readonly key: string; readonly body: Condition };

export const always: Condition = { kind: 'constant', holds: true };
export const never: Condition = { kind: 'constant', holds: false };

/** A test by its expression; one with a comparison gives the negation too. */
export function test(text: string, negated = `!${text}`): Condition {
  return { kind: 'test', text, negated };
}

export function equals(left: string, right: string): Condition {
  return test(`${left} === ${right}`, `${left} !== ${right}`);
}

/** Whether a condition always (or never) holds. */
export function isConstant(condition: Condition, holds: boolean): boolean {
  return condition.kind === 'constant' && condition.holds === holds;
}

export function all(conditions: readonly Condition[]): Condition {
  const parts = conditions.flatMap((one) => (one.kind === 'all' ? one.of : [one])).filter((one) => !isConstant(one, true));
  if (parts.some((one) => isConstant(one, false))) return never;
  return single(parts) ?? (parts.length === 0 ? always : { kind: 'all', of: parts });
}

export function any(conditions: readonly Condition[]): Condition {
  const parts = conditions.flatMap((one) => (one.kind === 'any' ? one.of : [one])).filter((one) => !isConstant(one, false));
  if (parts.some((one) => isConstant(one, true))) return always;
  return single(parts) ?? (parts.length === 0 ? never : { kind: 'any', of: parts });
}

function single(parts: readonly Condition[]): Condition | undefined {
  return parts.length === 1 ? parts[0] : undefined;
}

export function choice(condition: Condition, then: Condition, otherwise: Condition): Condition {
  if (condition.kind === 'constant') return condition.holds ? then : otherwise;
  if (isConstant(then, true)) return isConstant(otherwise, true) ? always : isFlat(otherwise) ? any([condition, otherwise]) : raw();
  if (isConstant(otherwise, false)) return all([condition, then]);
  return raw();
  function raw(): Condition {
    return { kind: 'choice', if: condition, then, else: otherwise };
  }
}

/** `then` where the first holds. */
export function implies(condition: Condition, then: Condition): Condition {
  return choice(condition, then, always);
}

/** The negation; of flat conditions only. */
export function not(condition: Condition): Condition {
  switch (condition.kind) {
    case 'constant':
      return condition.holds ? never : always;
    case 'test':
      return test(condition.negated, condition.text);
    case 'all':
      return any(condition.of.map(not));
    case 'any':
      return all(condition.of.map(not));
    case 'choice':
      return choice(condition.if, not(condition.then), not(condition.else));
    default:
      throw new Error('a condition with statements has no negation');
  }
}

export function bind(name: string, value: string, body: Condition): Condition {
  return body.kind === 'constant' ? body : { kind: 'bind', name, value, body };
}

/** Whether a condition can be an expression. */
export function isFlat(condition: Condition): boolean {
  switch (condition.kind) {
    case 'constant':
    case 'test':
      return true;
    case 'all':
    case 'any':
      return condition.of.every(isFlat);
    case 'choice':
      return isFlat(condition.if) && isFlat(condition.then) && isFlat(condition.else);
    default:
      return false;
  }
}
