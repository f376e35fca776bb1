import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import type { PaymentFormProps } from '#checkout/payment-form.tsx';
import { installFakeStripe, intentThatIs, type FakeStripe } from './fake-stripe.ts';

const replace = jest.fn();
const router = { replace, refresh: jest.fn() };
jest.unstable_mockModule('next/navigation', () => ({ useRouter: () => router }));
const { PaymentForm } = await import('#checkout/payment-form.tsx');

const orderId = '23b5222d-452c-4bab-a3db-622e20c87508';
const props: PaymentFormProps = { orderId, amount: 'Rs 4,880.00', clientSecret: 'pi_1_secret_2', publishableKey: 'pk_test_1', stripeJsUrl: undefined, failure: undefined, returned: false };
let stripe: FakeStripe;

beforeEach(() => {
  replace.mockClear();
  window.matchMedia = () => Object.assign(new EventTarget(), { matches: false, media: '', onchange: null, addListener: () => undefined, removeListener: () => undefined });
  stripe = installFakeStripe();
});
afterEach(cleanup);

const button = (): HTMLButtonElement => screen.getByRole('button', { name: /^Pay/ });

/** The form, when Stripe says that it stands. */
async function shown(more: Partial<PaymentFormProps> = {}): Promise<void> {
  render(<PaymentForm {...props} {...more} />);
  await waitFor(() => expect(stripe.mounted).toBe(1));
  await act(async () => {
    stripe.tell('ready');
    await Promise.resolve();
  });
}

async function pay(): Promise<void> {
  await act(async () => {
    fireEvent.click(button());
    await Promise.resolve();
  });
  expect(stripe.results).toHaveLength(0);
}

describe('the payment form', () => {
  test('waits for the card form, then takes a card for this payment', async () => {
    render(<PaymentForm {...props} />);
    expect(button().disabled).toBe(true);
    expect(screen.getByText(/on its way/)).toBeTruthy();
    await waitFor(() => expect(stripe.mounted).toBe(1));
    act(() => stripe.tell('ready'));
    expect(button().disabled).toBe(false);
    expect(screen.queryByText(/on its way/)).toBeNull();
    expect(stripe.asked.elements).toEqual([expect.objectContaining({ clientSecret: 'pi_1_secret_2' })]);
  });

  test('goes on to the order when it is paid', async () => {
    await shown();
    stripe.results.push({ paymentIntent: intentThatIs('succeeded') });
    await pay();
    await waitFor(() => expect(replace).toHaveBeenCalledWith(`/orders/${orderId}?confirmed`));
    expect(stripe.asked.confirmed).toEqual([expect.objectContaining({ redirect: 'if_required', confirmParams: { return_url: `http://localhost/orders/${orderId}/pay` } })]);
  });

  test('shows a decline in the words of the bank, and takes another card', async () => {
    await shown();
    stripe.results.push({ error: { type: 'card_error', message: 'Your card was declined.' } });
    await pay();
    expect((await screen.findByRole('alert')).textContent).toContain('Your card was declined.');
    expect(replace).not.toHaveBeenCalled();

    stripe.results.push({ paymentIntent: intentThatIs('succeeded') });
    await pay();
    await waitFor(() => expect(replace).toHaveBeenCalledTimes(1));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(stripe.asked.elements).toHaveLength(1);
  });

  test('is sent once, however often the button is pressed', async () => {
    await shown();
    stripe.results.push({ paymentIntent: intentThatIs('succeeded') });
    fireEvent.click(button());
    fireEvent.click(button());
    fireEvent.submit(screen.getByRole('form'));
    await waitFor(() => expect(replace).toHaveBeenCalledTimes(1));
    expect(stripe.asked.confirmed).toHaveLength(1);
  });

  test('goes on where it was paid in another window', async () => {
    await shown();
    stripe.results.push({ error: { type: 'invalid_request_error', message: 'It cannot be confirmed.', payment_intent: intentThatIs('succeeded') } });
    await pay();
    await waitFor(() => expect(replace).toHaveBeenCalledTimes(1));
  });

  test('shows why the last attempt failed, until the next one', async () => {
    await shown({ failure: 'Your card has expired.' });
    expect(screen.getByRole('alert').textContent).toContain('Your card has expired.');
  });

  test('that cannot stand says why, and can be tried again', async () => {
    render(<PaymentForm {...props} />);
    await waitFor(() => expect(stripe.mounted).toBe(1));
    act(() => stripe.tell('loaderror', { error: { type: 'api_connection_error', message: 'No connection.' } }));
    expect(screen.getByRole('alert').textContent).toContain('No connection.');
    expect(button().disabled).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(stripe.asked.elements).toHaveLength(2));
    act(() => stripe.tell('ready'));
    expect(button().disabled).toBe(false);
    expect(stripe.mounted).toBe(1);
  });

  test('takes its colours from the page, and new ones when the theme changes', async () => {
    await shown();
    expect(stripe.asked.elements[0]).toMatchObject({ appearance: { theme: 'stripe' } });
    document.documentElement.style.colorScheme = 'dark';
    document.documentElement.dataset.theme = 'dark';
    await waitFor(() => expect(stripe.asked.appearances).toEqual([expect.objectContaining({ theme: 'night' })]));
    document.documentElement.removeAttribute('style');
  });

  test('is gone with the page', async () => {
    await shown();
    cleanup();
    expect(stripe.mounted).toBe(0);
  });
});

describe('back from a page of the bank', () => {
  test('a payment that went well leads to the order', async () => {
    stripe.results.push({ paymentIntent: intentThatIs('succeeded') });
    await shown({ returned: true });
    await waitFor(() => expect(replace).toHaveBeenCalledTimes(1));
    expect(stripe.asked.retrieved).toEqual(['pi_1_secret_2']);
  });

  test('one that did not shows why, and can be tried again', async () => {
    stripe.results.push({ paymentIntent: intentThatIs('requires_payment_method', 'Your bank said no.') });
    await shown({ returned: true });
    expect((await screen.findByRole('alert')).textContent).toContain('Your bank said no.');
    expect(button().disabled).toBe(false);
  });
});

test('a Stripe.js that cannot be loaded is told, without a request to anybody else', async () => {
  Reflect.deleteProperty(window, 'Stripe');
  render(<PaymentForm {...props} stripeJsUrl="http://127.0.0.1:12111/stripe.js" />);
  const script = await waitFor(() => document.head.querySelector('script') ?? Promise.reject(new Error('not yet')));
  expect([script.src, script.type]).toEqual(['http://127.0.0.1:12111/stripe.js', 'module']);
  act(() => void script.dispatchEvent(new Event('error')));
  expect((await screen.findByRole('alert')).textContent).toContain('could not be loaded');
  expect(document.querySelector('script')).toBeNull();
});
