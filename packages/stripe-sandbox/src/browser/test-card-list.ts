import { groupedNumber } from './card-fields.ts';
import { make } from './markup.ts';

/** Those that a shop has to cope with (https://docs.stripe.com/testing). */
const offered = [
  ['Pays', '4242424242424242'],
  ['Is declined', '4000000000000002'],
  ['Has insufficient funds', '4000000000009995'],
  ['Asks the bank (3-D Secure)', '4000002760003184'],
] as const;

/** Stripe's test cards, each as a button that fills it in. */
export function createTestCardList(choose: (number: string) => void): HTMLElement {
  const told = make('p', { class: 'unseen', role: 'status' });
  const items = offered.map(([name, number]) => {
    const button = make('button', { type: 'button' }, make('strong', {}, name), make('span', {}, groupedNumber(number)));
    button.addEventListener('click', () => {
      choose(number);
      told.textContent = `The card ending in ${number.slice(-4)} is filled in.`;
    });
    return make('li', {}, button);
  });
  const title = make('p', { id: 'test-cards', class: 'quiet' }, 'This is a sandbox: no money moves. Test cards to fill in:');
  return make('div', { class: 'tests', role: 'group', 'aria-labelledby': 'test-cards' }, title, make('ul', { class: 'cards' }, ...items), told);
}
