import { expect, test } from '@jest/globals';
import { render, screen } from '@testing-library/react';
import { AccountMenu } from '#ui/account-menu.tsx';

test('the account menu says whose it is, leads to what is theirs, and signs out by a form that needs no script', () => {
  render(<AccountMenu email="nimali.perera@example.com" links={[{ href: '/orders', name: 'Orders' }]} />);
  expect(screen.getByText('nimali.perera@example.com')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Orders', hidden: true }).getAttribute('href')).toBe('/orders');
  const form = screen.getByRole<HTMLButtonElement>('button', { name: 'Sign out', hidden: true }).form;
  expect(form?.getAttribute('action')).toBe('/session/sign-out');
  expect(form?.method).toBe('post');
});
