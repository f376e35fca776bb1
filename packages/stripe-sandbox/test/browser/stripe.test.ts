/** @jest-environment ./packages/stripe-sandbox/test/browser/browser-environment.js */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Appearance, StripeError, StripePaymentElementChangeEvent } from '@stripe/stripe-js';
import type Stripe from 'stripe';
import type { Elements } from '../../src/browser/elements.ts';
import { IntegrationError } from '../../src/browser/integration-error.ts';
import type { PaymentElement } from '../../src/browser/payment-element.ts';
import { createStripe, type SandboxStripe } from '../../src/browser/stripe.ts';
import { newIntent, sandboxUnderTest } from '../sandbox-under-test.ts';

interface PageUnderTest {
  readonly server: Stripe;
  readonly stripe: SandboxStripe;
  readonly elements: Elements;
  readonly element: PaymentElement;
  readonly intent: Stripe.PaymentIntent;
  /** Where the browser was sent. */
  readonly left: readonly string[];
}

/** A page with a Payment Element that is ready, for an intent of a sandbox. */
async function pageUnderTest({ appearance = {} }: { readonly appearance?: Appearance } = {}): Promise<PageUnderTest> {
  const { sandbox, stripe: server } = await sandboxUnderTest();
  const intent = await newIntent(server);
  const left: string[] = [];
  const stripe = createStripe(sandbox.publishableKey, { apiUrl: sandbox.url, leave: (address) => left.push(address) });
  document.body.innerHTML = '<form><div id="place"></div></form>';
  const elements = stripe.elements({ clientSecret: intent.client_secret ?? '', appearance });
  const element = elements.create('payment');
  const ready = new Promise((resolve) => element.on('ready', resolve));
  element.mount('#place');
  await ready;
  return { server, stripe, elements, element, intent, left };
}

afterEach(() => {
  document.body.replaceChildren();
});

function shadow(): ShadowRoot {
  const root = document.querySelector('#place > div')?.shadowRoot;
  if (root === null || root === undefined) throw new Error('there is no form on the page');
  return root;
}

function input(name: string): HTMLInputElement {
  const found = shadow().querySelector<HTMLInputElement>(`input[name=${name}]`);
  if (found === null) throw new Error(`there is no field ${name}`);
  return found;
}

function type(name: string, text: string): void {
  input(name).value = text;
  input(name).setSelectionRange(text.length, text.length);
  input(name).dispatchEvent(new InputEvent('input', { inputType: 'insertText' }));
}

function fillIn(number: string): void {
  type('number', number);
  type('expiry', '1240');
  type('cvc', '123');
}

function faultOf(name: string): string | undefined {
  const described = input(name).getAttribute('aria-describedby');
  return described === null ? undefined : (shadow().getElementById(described)?.textContent ?? undefined);
}

/** The question of the bank, as soon as it is asked. */
async function bank(): Promise<ShadowRoot> {
  for (;;) {
    const root = [...document.body.children].map(({ shadowRoot }) => shadowRoot).find((found) => found?.querySelector('dialog')?.open === true);
    if (root !== undefined && root !== null) return root;
    await new Promise((resolve) => new MutationObserver(resolve).observe(document.body, { childList: true }));
  }
}

function press(root: ShadowRoot, name: string): void {
  const button = [...root.querySelectorAll('button')].find(({ textContent }) => textContent.startsWith(name));
  if (button === undefined) throw new Error(`there is no button ${name}`);
  button.click();
}

const pay = ({ stripe, elements }: PageUnderTest): ReturnType<SandboxStripe['confirmPayment']> => stripe.confirmPayment({ elements, redirect: 'if_required' });

describe('a card that is filled in', () => {
  test('pays', async () => {
    const page = await pageUnderTest();
    fillIn('4242424242424242');
    const { paymentIntent } = await pay(page);
    expect(paymentIntent).toMatchObject({ id: page.intent.id, status: 'succeeded' });
    expect(await page.server.paymentIntents.retrieve(page.intent.id)).toMatchObject({ status: 'succeeded', amount_received: 145_000 });
  });

  test('by the button of a test card, pays', async () => {
    const page = await pageUnderTest();
    press(shadow(), 'Pays');
    expect([input('number').value, shadow().querySelector('[role=status]')?.textContent]).toEqual(['4242 4242 4242 4242', 'The card ending in 4242 is filled in.']);
    expect((await pay(page)).paymentIntent?.status).toBe('succeeded');
  });

  test('that is declined is told so, and another one pays', async () => {
    const page = await pageUnderTest();
    fillIn('4000000000009995');
    expect((await pay(page)).error).toMatchObject({ type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds', message: 'Your card has insufficient funds.', payment_intent: { id: page.intent.id } });
    fillIn('4242424242424242');
    expect((await pay(page)).paymentIntent?.status).toBe('succeeded');
  });

  test('with a wrong security code has the fault at its field', async () => {
    const page = await pageUnderTest();
    fillIn('4000000000000127');
    const { error } = await pay(page);
    expect(error).toMatchObject({ code: 'incorrect_cvc', param: 'cvc' });
    expect([faultOf('cvc'), input('cvc').getAttribute('aria-invalid')]).toEqual([error?.message, 'true']);
  });

  test('cannot be changed while it pays', async () => {
    const page = await pageUnderTest();
    fillIn('4242424242424242');
    const paying = pay(page);
    await Promise.resolve();
    expect(input('number').disabled).toBe(true);
    await paying;
    expect(input('number').disabled).toBe(false);
  });
});

describe('a card that is not complete', () => {
  test('is not sent; each field says what it lacks, and the first one has the focus', async () => {
    const page = await pageUnderTest();
    expect((await pay(page)).error).toEqual({ type: 'validation_error', code: 'incomplete_number', message: 'Your card number is incomplete.' });
    expect(['number', 'expiry', 'cvc'].map(faultOf)).toEqual(['Your card number is incomplete.', "Your card's expiration date is incomplete.", "Your card's security code is incomplete."]);
    expect(shadow().activeElement).toBe(input('number'));
    expect((await page.server.paymentIntents.retrieve(page.intent.id)).last_payment_error).toBeNull();
  });

  test('is blamed when its field is left, and no longer when it is right', async () => {
    await pageUnderTest();
    type('number', '4242');
    expect(faultOf('number')).toBeUndefined();
    input('number').dispatchEvent(new FocusEvent('blur'));
    expect(faultOf('number')).toBe('Your card number is incomplete.');
    type('number', '4242424242424242');
    expect(faultOf('number')).toBeUndefined();
  });

  test('tells the page what it lacks', async () => {
    const { element } = await pageUnderTest();
    const events: StripePaymentElementChangeEvent[] = [];
    element.on('change', (event) => events.push(event));
    type('number', '4');
    fillIn('4242424242424242');
    element.clear();
    expect(events.map(({ empty, complete }) => ({ empty, complete }))).toEqual([
      { empty: false, complete: false },
      { empty: false, complete: false },
      { empty: false, complete: false },
      { empty: false, complete: true },
      { empty: true, complete: false },
    ]);
  });
});

describe('3-D Secure', () => {
  test('asks over the page, and pays when the customer agrees', async () => {
    const page = await pageUnderTest();
    fillIn('4000002760003184');
    const paying = pay(page);
    const question = await bank();
    expect(question.querySelector('dialog')?.textContent).toMatch(/1,450\.00/);
    expect(question.activeElement?.textContent).toBe('Complete');
    press(question, 'Complete');
    expect((await paying).paymentIntent?.status).toBe('succeeded');
    expect(document.querySelector('body > div')).toBeNull();
  });

  test.each<[string, (question: ShadowRoot) => void]>([
    ['says no', (question) => press(question, 'Fail')],
    ['goes away with Escape', (question) => question.querySelector('dialog')?.close()],
  ])('that the customer %s leaves the payment open', async (_, refuse) => {
    const page = await pageUnderTest();
    fillIn('4000002760003184');
    const paying = pay(page);
    refuse(await bank());
    const { error } = await paying;
    expect(error).toMatchObject({ code: 'payment_intent_authentication_failure', payment_intent: { status: 'requires_payment_method' } });
    fillIn('4242424242424242');
    expect((await pay(page)).paymentIntent?.status).toBe('succeeded');
  });

  test('goes on where it was left, by handleNextAction', async () => {
    const { server, stripe, intent } = await pageUnderTest();
    await server.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_authenticationRequired', use_stripe_sdk: true });
    const going = stripe.handleNextAction({ clientSecret: intent.client_secret ?? '' });
    press(await bank(), 'Complete');
    expect((await going).paymentIntent?.status).toBe('succeeded');
  });
});

describe('a page that wants a redirect', () => {
  test('is left for its return_url, with what Stripe adds', async () => {
    const page = await pageUnderTest();
    fillIn('4242424242424242');
    void page.stripe.confirmPayment({ elements: page.elements, confirmParams: { return_url: 'https://shop.example/thanks?order=7' } });
    await page.server.paymentIntents.retrieve(page.intent.id);
    while (page.left.length === 0) await page.server.paymentIntents.retrieve(page.intent.id);
    expect(page.left).toEqual([`https://shop.example/thanks?order=7&payment_intent=${page.intent.id}&payment_intent_client_secret=${page.intent.client_secret ?? ''}&redirect_status=succeeded`]);
  });

  test('has to say where to', async () => {
    const { stripe, elements } = await pageUnderTest();
    await expect(stripe.confirmPayment({ elements })).rejects.toThrow(IntegrationError);
  });
});

describe('the element', () => {
  test('takes the colours of the page, and others later', async () => {
    const { elements } = await pageUnderTest({ appearance: { variables: { colorPrimary: 'rgb(1, 2, 3)' } } });
    const host = shadow().host;
    if (!(host instanceof HTMLElement)) throw new TypeError('no element');
    expect([host.style.getPropertyValue('--colorPrimary'), host.style.getPropertyValue('--colorText')]).toEqual(['rgb(1, 2, 3)', '#30313d']);
    elements.update({ appearance: { theme: 'night' } });
    expect(host.style.getPropertyValue('--colorText')).toBe('#f4f4f5');
  });

  test('sends the form of the page when Enter is pressed', async () => {
    await pageUnderTest();
    let sent = 0;
    document.querySelector('form')?.addEventListener('submit', (event) => {
      event.preventDefault();
      sent += 1;
    });
    input('cvc').dispatchEvent(new KeyboardEvent('keydown', { key: '1' }));
    input('cvc').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(sent).toBe(1);
  });

  test('cannot be loaded for a payment that is over, or unknown', async () => {
    const { stripe, server, intent, element } = await pageUnderTest();
    await server.paymentIntents.cancel(intent.id);
    element.destroy();
    for (const [clientSecret, code] of [[intent.client_secret ?? '', 'payment_intent_unexpected_state'], ['pi_1_secret_2', 'resource_missing']] as const) {
      const other = stripe.elements({ clientSecret }).create('payment');
      const failed = new Promise<StripeError>((resolve) => other.on('loaderror', ({ error }) => resolve(error)));
      other.mount('#place');
      expect((await failed).code).toBe(code);
    }
  });

  test('leaves nothing behind, and another one may come', async () => {
    const { elements, element } = await pageUnderTest();
    expect(() => elements.create('payment')).toThrow(IntegrationError);
    element.destroy();
    expect([document.querySelector('#place')?.childElementCount, elements.getElement('payment')]).toEqual([0, null]);
    expect(() => element.mount('#place')).toThrow(IntegrationError);
    elements.create('payment').mount('#place');
    expect(input('number').value).toBe('');
  });
});

test('a sandbox that does not answer is told like a lost connection', async () => {
  const { sandbox } = await sandboxUnderTest();
  const stripe = createStripe(sandbox.publishableKey, { apiUrl: sandbox.url });
  await sandbox.stop();
  expect((await stripe.retrievePaymentIntent('pi_1_secret_2')).error).toMatchObject({ type: 'api_connection_error' });
});

test.each(['', 'sk_test_secret', 'pk_live_real'])('%j is no key for it', (key) => {
  expect(() => createStripe(key, { apiUrl: 'http://127.0.0.1:1' })).toThrow(IntegrationError);
});
