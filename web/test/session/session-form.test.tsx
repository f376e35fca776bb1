import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { render, screen, waitFor } from '@testing-library/react';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import { SessionForm } from '#session/session-form.tsx';

interface Sent {
  readonly address: string;
  readonly init: RequestInit;
  readonly answer: (status: number, body: unknown) => void;
  readonly cut: () => void;
}

let sent: Sent[];
let user: UserEvent;
const goTo = jest.fn<(path: string) => void>();
const before = Object.getOwnPropertyDescriptor(globalThis, 'fetch');

beforeEach(() => {
  sent = [];
  goTo.mockReset();
  user = userEvent.setup({ delay: null });
  const fetch = (address: string, init: RequestInit): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const answer = (status: number, body: unknown): void => resolve({ ok: status < 400, status, json: () => Promise.resolve(body) });
      sent.push({ address, init, answer, cut: () => reject(new Error('no connection')) });
    });
  Object.defineProperty(globalThis, 'fetch', { value: fetch, configurable: true, writable: true });
});
afterEach(() => {
  if (before === undefined) Reflect.deleteProperty(globalThis, 'fetch');
  else Object.defineProperty(globalThis, 'fetch', before);
});

async function fillIn(): Promise<Sent> {
  await user.type(screen.getByLabelText('E-mail address'), 'nimali.perera@example.com');
  await user.type(screen.getByLabelText('Password'), 'lanterns-over-galle-road');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  const [first] = sent;
  if (first === undefined) throw new Error('nothing was sent');
  return first;
}

const signIn = <SessionForm kind="sign-in" next="/orders" refused={undefined} goTo={goTo} />;

describe('the session form', () => {
  test('posts what the browser would, asks for JSON, and goes on', async () => {
    render(signIn);
    const { address, init, answer } = await fillIn();
    expect([new URL(address).pathname, init.method, init.headers]).toEqual(['/session/sign-in', 'POST', { accept: 'application/json' }]);
    expect(init.body instanceof URLSearchParams && Object.fromEntries(init.body)).toEqual({ next: '/orders', email: 'nimali.perera@example.com', password: 'lanterns-over-galle-road' });
    answer(200, { next: '/orders' });
    await waitFor(() => expect(goTo.mock.calls).toEqual([['/orders']]));
  });

  test('says that it is busy, and is sent once however often one presses', async () => {
    render(signIn);
    await fillIn();
    await user.click(screen.getByRole('button', { name: 'Signing in …' }));
    expect(screen.getByRole('button', { name: 'Signing in …' }).getAttribute('aria-disabled')).toBe('true');
    expect(sent).toHaveLength(1);
  });

  test('shows a refusal at its field, leads there, keeps what was typed, and can be sent again', async () => {
    render(signIn);
    const { answer } = await fillIn();
    answer(400, { message: 'Please look at what is marked.', fields: { email: 'Please write a whole e-mail address.' } });
    expect((await screen.findByRole('alert')).textContent).toContain('Please look at what is marked.');
    const email = screen.getByLabelText<HTMLInputElement>('E-mail address');
    expect(document.activeElement).toBe(email);
    expect(email.value).toBe('nimali.perera@example.com');
    expect(document.getElementById(email.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Please write a whole e-mail address.');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(sent).toHaveLength(2);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(goTo).not.toHaveBeenCalled();
  });

  test.each([
    ['the connection is cut', ({ cut }: Sent) => cut()],
    ['the answer is none of ours', ({ answer }: Sent) => answer(502, '<html>')],
    ['the answer says nothing', ({ answer }: Sent) => answer(200, {})],
  ])('says that the shop does not answer where %s', async (_, end) => {
    render(signIn);
    end(await fillIn());
    expect((await screen.findByRole('alert')).textContent).toContain('does not answer');
    expect(goTo).not.toHaveBeenCalled();
  });

  test('posted without scripts, it comes back with what was wrong and what was written', () => {
    const refused = { refusal: { message: 'E-mail address or password is wrong.', fields: {} }, values: { email: 'nimali.perera@example.com' } };
    render(<SessionForm kind="sign-in" next="/orders" refused={refused} />);
    expect(screen.getByRole('alert').textContent).toContain('E-mail address or password is wrong.');
    expect(screen.getByLabelText<HTMLInputElement>('E-mail address').value).toBe('nimali.perera@example.com');
    expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('');
  });

  test('tells password managers what it is', () => {
    const complete = (): (string | undefined)[] => [...document.querySelectorAll('input:not([type=hidden])')].map((input) => input.getAttribute('autocomplete') ?? undefined);
    const { unmount } = render(signIn);
    expect(complete()).toEqual(['username', 'current-password']);
    unmount();
    render(<SessionForm kind="register" next="/" refused={undefined} />);
    expect(complete()).toEqual(['name', 'email', 'new-password']);
  });
});

describe('the password', () => {
  test('is hidden until one asks, and what was typed stays', async () => {
    render(signIn);
    const password = screen.getByLabelText<HTMLInputElement>('Password');
    await user.type(password, 'lanterns');
    expect(password.type).toBe('password');
    await user.click(screen.getByRole('button', { name: 'Show password' }));
    expect([password.type, password.value]).toEqual(['text', 'lanterns']);
    await user.click(screen.getByRole('button', { name: 'Hide password' }));
    expect(password.type).toBe('password');
    expect(sent).toEqual([]);
  });
});
