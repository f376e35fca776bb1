import type { Appearance } from '@stripe/stripe-js';
import { applyAppearance } from './appearance.ts';
import { make } from './markup.ts';
import { styleSheets } from './styles.ts';

export interface BankQuestion {
  /** In the smallest unit of the currency. */
  readonly amount: number;
  readonly currency: string;
  readonly appearance: Appearance;
}

/**
 * Asks the customer in the bank's name, over the page (3-D Secure). Closed by Escape, it is as good as refused. The focus goes
 * back to where it was.
 */
export function askCustomer({ amount, currency, appearance }: BankQuestion): Promise<'failed' | 'succeeded'> {
  const host = document.createElement('div');
  const shadow = host.attachShadow({ mode: 'open' });
  shadow.adoptedStyleSheets = [styleSheets().dialog];
  applyAppearance(host, appearance);
  const complete = make('button', { type: 'button', class: 'complete' }, 'Complete');
  const fail = make('button', { type: 'button' }, 'Fail');
  const dialog = make(
    'dialog',
    { 'aria-labelledby': 'question', 'aria-describedby': 'amount' },
    make(
      'div',
      { class: 'question' },
      make('p', { class: 'quiet' }, '3-D Secure · sandbox'),
      make('h2', { id: 'question' }, 'Your bank asks: is it you?'),
      make('p', { id: 'amount' }, `A payment of ${moneyOf(amount, currency)} waits for your confirmation. In the sandbox, you decide how it ends.`),
      make('div', { class: 'choices' }, complete, fail),
    ),
  );
  shadow.append(dialog);
  document.body.append(host);
  return new Promise((resolve) => {
    let said: 'failed' | 'succeeded' = 'failed';
    const close = (outcome: typeof said): void => {
      said = outcome;
      dialog.close();
    };
    complete.addEventListener('click', () => close('succeeded'));
    fail.addEventListener('click', () => close('failed'));
    dialog.addEventListener('close', () => {
      host.remove();
      resolve(said);
    });
    dialog.showModal();
    complete.focus();
  });
}

function moneyOf(amount: number, currency: string): string {
  const format = new Intl.NumberFormat(navigator.language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
