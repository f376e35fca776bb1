import { brandOf, caretBehind, cvcFault, digitsOf, expiryFault, expiryOf, groupedNumber, longestCvc, numberFault, writtenExpiry, type FieldFault } from './card-fields.ts';
import type { Card } from './api.ts';
import { createField, type CardField } from './field.ts';
import { make } from './markup.ts';
import { createTestCardList } from './test-card-list.ts';

export interface CardForm {
  readonly root: HTMLElement;
  readonly empty: boolean;
  readonly complete: boolean;
  /** Says what is wrong in each field, and takes the visitor to the first one. */
  check(): FieldFault | undefined;
  /** @throws Error for a card that is not complete */
  card(): Card;
  /** What the bank found wrong: `number`, `exp_month`, `exp_year`, `cvc`. */
  blame(param: string, message: string): void;
  focus(): void;
  clear(): void;
  /** While a payment is under way, nothing can be changed. */
  freeze(frozen: boolean): void;
}

/** Number, expiration date and security code of a card, and the cards that there are in a sandbox. */
export function createCardForm(changed: () => void, submitted: () => void): CardForm {
  const fields = createFields({ changed, submitted });
  const { number, expiry, cvc } = fields;
  const all: readonly CardField[] = [number, expiry, cvc];
  const tests = createTestCardList((chosen) => {
    number.fill(chosen);
    expiry.fill(`12${String((new Date().getFullYear() % 100) + 3).padStart(2, '0')}`);
    cvc.fill('123');
    changed();
  });
  const root = make('div', { class: 'form', role: 'group', 'aria-label': 'Card' }, ...all.map((field) => field.root), tests);
  return {
    root,
    get empty() {
      return all.every(({ input }) => input.value === '');
    },
    get complete() {
      return all.every((field) => field.fault() === undefined);
    },
    check() {
      const faults = all.map((field) => field.check());
      const first = faults.findIndex((fault) => fault !== undefined);
      all[first]?.input.focus();
      return faults[first];
    },
    card() {
      const date = expiryOf(expiry.input.value);
      if (date === undefined) throw new Error('the card is not complete');
      return { number: digitsOf(number.input.value), ...date, cvc: cvc.input.value };
    },
    blame(param, message) {
      const field = param === 'number' ? number : param === 'cvc' ? cvc : param.startsWith('exp_') ? expiry : undefined;
      field?.show(message);
    },
    focus: () => number.input.focus(),
    clear() {
      for (const field of all) field.fill('');
      changed();
    },
    freeze(frozen) {
      for (const control of root.querySelectorAll<HTMLButtonElement | HTMLInputElement>('input, button')) control.disabled = frozen;
    },
  };
}

function createFields(told: { readonly changed: () => void; readonly submitted: () => void }): { readonly number: CardField; readonly expiry: CardField; readonly cvc: CardField } {
  const number = createField({
    name: 'number',
    label: 'Card number',
    placeholder: '1234 1234 1234 1234',
    autocomplete: 'cc-number',
    written: groupedNumber,
    caret: caretBehind,
    fault: numberFault,
    ...told,
    badge: brandOf,
  });
  const expiry = createField({
    name: 'expiry',
    label: 'Expiration date',
    placeholder: 'MM / YY',
    autocomplete: 'cc-exp',
    written: writtenExpiry,
    caret: caretBehind,
    fault: (text) => expiryFault(text, new Date()),
    ...told,
  });
  const cvc = createField({
    name: 'cvc',
    label: 'Security code',
    placeholder: 'CVC',
    autocomplete: 'cc-csc',
    written: (text) => digitsOf(text).slice(0, longestCvc(number.input.value)),
    caret: caretBehind,
    fault: (text) => cvcFault(text, number.input.value),
    ...told,
  });
  return { number, expiry, cvc };
}
