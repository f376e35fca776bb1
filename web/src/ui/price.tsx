import type { ReactNode } from 'react';
import { visitorLocale } from '#format/locale.ts';
import { formatMoney, type Money } from '#format/money.ts';

/** A price, as it is written where the visitor lives. */
export async function Price({ amount, currency }: Money): Promise<ReactNode> {
  return <data value={`${amount} ${currency}`}>{formatMoney({ amount, currency }, await visitorLocale())}</data>;
}
