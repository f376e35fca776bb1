import { describe, expect, test } from '@jest/globals';
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { CatalogueForm, type CatalogueFormProps } from '#admin/catalogue-form.tsx';
import type { FormState } from '#admin/form-state.ts';
import { newProduct, productKind } from '#admin/product-kind.ts';
import { formText } from '#forms/form-text.ts';

const values = { ...newProduct, name: 'Ceylon Black Tea BOPF 400 g', sku: 'TEA-BOPF-400G', categoryId: 'tea', amount: '890.00' };
const choices = { categoryId: [{ value: 'tea', name: 'Tea' }, { value: 'rice', name: 'Rice' }] };
const refusal = { message: 'Please look at what is marked.', fields: { amount: 'Please write a price.' } };

function form(answer: (sent: FormData) => FormState): { readonly sent: FormData[]; readonly props: CatalogueFormProps } {
  const sent: FormData[] = [];
  const action = (_before: FormState | undefined, data: FormData): Promise<FormState> => {
    sent.push(data);
    return Promise.resolve(answer(data));
  };
  return { sent, props: { fields: productKind.fields, values, choices, etag: '"2"', action, button: 'Save', note: 'Saved.', back: '/admin/products' } };
}

const user = userEvent.setup({ delay: null });

const valueOf = (label: string): string => screen.getByLabelText<HTMLInputElement>(label).value;

describe('the form of a product', () => {
  test('shows what is stored, and sends it with the state that it is of', async () => {
    const { sent, props } = form(() => ({ values, refusal }));
    render(<CatalogueForm {...props} />);
    expect(screen.getByRole('status').textContent).toBe('Saved.');
    expect(['Name', 'SKU', 'Category', 'Price', 'Currency', 'Description'].map(valueOf)).toEqual([values.name, values.sku, 'tea', '890.00', 'LKR', '']);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(Object.fromEntries(sent[0] ?? [])).toEqual({ ...values, etag: '"2"' });
  });

  test('refused, it says so at the field, leads there and keeps what was typed, choices too', async () => {
    const { props } = form((data) => ({ values: { ...values, amount: formText(data, 'amount'), categoryId: formText(data, 'categoryId') }, refusal }));
    render(<CatalogueForm {...props} />);
    await user.selectOptions(screen.getByLabelText('Category'), 'rice');
    await user.clear(screen.getByLabelText('Price'));
    await user.type(screen.getByLabelText('Price'), 'much');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect((await screen.findByRole('alert')).textContent).toContain(refusal.message);
    const price = screen.getByLabelText('Price');
    expect(price.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(price);
    expect([valueOf('Price'), valueOf('Category'), valueOf('Name')]).toEqual(['much', 'rice', values.name]);
    expect(screen.queryByText('Saved.')).toBeNull();
  });

  test('overtaken, it shows both, and is sent the next time for the state that it showed', async () => {
    const differences = [{ label: 'Price', stored: '950.00', typed: '890.00' }, { label: 'Description', stored: '', typed: 'Brisk.' }];
    const { sent, props } = form(() => ({ values, refusal: { message: 'Somebody else changed it.', fields: {} }, overtaken: { etag: '"5"', differences } }));
    render(<CatalogueForm {...props} />);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByRole('alert');
    const rows = screen.getAllByRole('row').map((row) => [...row.children].map(({ textContent }) => textContent));
    expect(rows).toEqual([['What', 'Now', 'Yours'], ['Price', '950.00', '890.00'], ['Description', 'nothing', 'Brisk.']]);
    expect(screen.getByText('Take it as it is now').getAttribute('href')).toBe('');
    await user.click(screen.getByRole('button', { name: 'Save mine all the same' }));
    expect(sent.map((data) => data.get('etag'))).toEqual(['"2"', '"5"']);
  });
});
