export interface Money {
  /** In the smallest unit of the currency. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** A price as it is written where the visitor lives. */
export function formatMoney({ amount, currency }: Money, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  return format.format(amount / 10 ** fractionDigits(currency));
}

/** How many digits the currency has after the point: 2 for LKR, 0 for JPY. */
function fractionDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** A price as it is typed: in the currency's main unit, with a point (`1450.00`). */
export function writeAmount({ amount, currency }: Money): string {
  const digits = fractionDigits(currency);
  return (amount / 10 ** digits).toFixed(digits);
}

/** A price that someone typed (`1,450.00`, `1450`), in the smallest unit; `undefined` for what is no price in that currency. */
export function parseAmount(text: string, currency: string): number | undefined {
  const digits = fractionDigits(currency);
  const fraction = digits === 0 ? '' : `(?:\\.(\\d{1,${digits}}))?`;
  const match = new RegExp(`^(\\d{1,3}(?:,\\d{3})+|\\d+)${fraction}$`).exec(text.trim());
  if (match === null) return undefined;
  const [, whole = '', part = ''] = match;
  const amount = Number(`${whole.replaceAll(',', '')}${part.padEnd(digits, '0')}`);
  return Number.isSafeInteger(amount) && amount > 0 ? amount : undefined;
}
