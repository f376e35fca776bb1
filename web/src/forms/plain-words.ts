import type { Refusal } from '#api/problem.ts';

/** By a field's name in the request's body (`address/city`): what the form calls it, and what may stand in it. */
export type FieldWords = Readonly<Record<string, { readonly label: string; readonly rule: string }>>;

/**
 * A refusal in the words of its form: where the contract was not kept (`request-invalid`), the field's own rule instead of
 * the validator's sentence; where the service says what is wrong (`is taken`), a sentence with the field's name.
 */
export function inPlainWords(refusal: Refusal, words: FieldWords): Refusal {
  const known = Object.entries(refusal.fields).flatMap(([field, fault]) => {
    const word = words[field];
    return word === undefined ? [] : [[field, isContractFault(refusal) ? word.rule : `${word.label} ${fault}.`] as const];
  });
  const message = isContractFault(refusal) && known.length > 0 ? 'Please look at what is marked.' : refusal.message;
  return { ...refusal, message, fields: Object.fromEntries(known) };
}

function isContractFault({ code }: Refusal): boolean {
  return code === 'request-invalid';
}
