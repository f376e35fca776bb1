import { describe, expect, test } from '@jest/globals';
import { inPlainWords } from '#forms/plain-words.ts';

const words = { sku: { label: 'The SKU', rule: 'Capital letters, please.' } };

describe('a refusal in the words of its form', () => {
  test('where the contract was not kept, the field has its own rule', () => {
    const refusal = { code: 'request-invalid', message: 'The request does not match its contract.', fields: { sku: 'must match pattern "^[A-Z]+$"' } };
    expect(inPlainWords(refusal, words)).toEqual({ code: 'request-invalid', message: 'Please look at what is marked.', fields: { sku: 'Capital letters, please.' } });
  });

  test('where the service says what is wrong, it is a sentence with the field’s name', () => {
    const refusal = { code: 'sku-taken', message: 'Another product has the SKU A.', fields: { sku: 'is taken' } };
    expect(inPlainWords(refusal, words)).toEqual({ code: 'sku-taken', message: 'Another product has the SKU A.', fields: { sku: 'The SKU is taken.' } });
  });

  test('a field that the form has not is left to the message', () => {
    const refusal = { code: 'request-invalid', message: 'The request does not match its contract.', fields: { color: 'is not allowed' }, correlationId: 'abcdefgh' };
    expect(inPlainWords(refusal, words)).toEqual({ ...refusal, fields: {} });
  });
});
