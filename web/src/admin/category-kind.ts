import type { Category, CategoryInput } from '@kada-mandiya/http-contracts/product-service';
import type { FormKind, FormValues } from './form-state.ts';

/** Categories, as administrators write them. */
export const categoryKind: FormKind<Category, CategoryInput> = {
  fields: [
    { name: 'name', label: 'Name', hint: 'As on the sign over the shelf: Rice and Pulses', kind: 'line', required: true, maxLength: 80, rule: 'Please write a name, on one line of at most 80 characters.' },
    { name: 'slug', label: 'Slug', hint: 'The category in the address of its page: rice-and-pulses', kind: 'line', required: true, maxLength: 60, rule: 'A slug has 2 to 60 small letters, digits and single hyphens between them.' },
    { name: 'description', label: 'Description', hint: 'A sentence under the name. May be left out.', kind: 'text', required: false, maxLength: 2000, rule: 'At most 2,000 characters, please.' },
  ],
  valuesOf: ({ name, slug, description = '' }) => ({ name, slug, description }),
  inputOf: ({ name = '', slug = '', description = '' }) => ({ input: { name, slug, ...(description === '' ? {} : { description }) } }),
};

/** A category that nobody has written yet. */
export const newCategory: FormValues = { name: '', slug: '', description: '' };
