import type { Product, ProductInput } from '@kada-mandiya/http-contracts/product-service';
import { parseAmount, writeAmount } from '#format/money.ts';
import type { FormField, FormKind, FormValues } from './form-state.ts';

const priceRule = 'Please write a price such as 1,450.00: above nothing, below a million, with as many digits after the point as the currency has.';

const fields: readonly FormField[] = [
  { name: 'name', label: 'Name', hint: 'As on the shelf, with the size of the pack: Mysore Dhal 1 kg', kind: 'line', required: true, maxLength: 160, rule: 'Please write a name, on one line of at most 160 characters.' },
  { name: 'sku', label: 'SKU', hint: 'Capital letters, digits and hyphens: DHAL-MYSORE-1KG', kind: 'line', required: true, short: true, maxLength: 32, rule: 'A SKU has 3 to 32 capital letters, digits and single hyphens between them.' },
  { name: 'categoryId', label: 'Category', kind: 'choice', required: true, short: true, rule: 'Please choose a category.' },
  { name: 'amount', label: 'Price', hint: 'Of one piece: 1,450.00', kind: 'price', required: true, short: true, maxLength: 14, rule: priceRule },
  { name: 'currency', label: 'Currency', hint: 'Three letters: LKR', kind: 'line', required: true, short: true, maxLength: 3, rule: 'A currency has three capital letters, such as LKR.' },
  { name: 'description', label: 'Description', hint: 'What helps to choose it. May be left out.', kind: 'text', required: false, maxLength: 2000, rule: 'At most 2,000 characters, please.' },
];

/** Products, as administrators write them. The price is typed in the currency's main unit. */
export const productKind: FormKind<Product, ProductInput> = {
  fields,
  valuesOf: ({ name, sku, categoryId, amount, currency, description = '' }) => ({ name, sku, categoryId, amount: writeAmount({ amount, currency }), currency, description }),
  inputOf: ({ name = '', sku = '', categoryId = '', amount = '', currency = '', description = '' }) => {
    const price = isCurrency(currency) ? parseAmount(amount, currency) : undefined;
    if (price === undefined) return { faults: faultsOfPrice(currency) };
    return { input: { name, sku, categoryId, amount: price, currency, ...(description === '' ? {} : { description }) } };
  },
};

/** A product that nobody has written yet. */
export const newProduct: FormValues = { name: '', sku: '', categoryId: '', amount: '', currency: 'LKR', description: '' };

function faultsOfPrice(currency: string): FormValues {
  return isCurrency(currency) ? { amount: priceRule } : { currency: 'A currency has three capital letters, such as LKR.' };
}

function isCurrency(text: string): boolean {
  return /^[A-Z]{3}$/.test(text);
}
