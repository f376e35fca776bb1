import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { act, fireEvent, render, screen } from '@testing-library/react';

const refresh = jest.fn();
const router = { refresh };
jest.unstable_mockModule('next/navigation', () => ({ useRouter: () => router }));
const { PageFollower } = await import('#checkout/page-follower.tsx');

beforeEach(() => {
  jest.useFakeTimers();
  refresh.mockClear();
});
afterEach(() => {
  jest.useRealTimers();
});

const pass = (ms: number): void => {
  act(() => {
    jest.advanceTimersByTime(ms);
  });
};

test('the page is looked at again soon, and then less and less often', () => {
  render(<PageFollower waitingFor="The payment" />);
  expect(refresh).not.toHaveBeenCalled();
  pass(300);
  expect(refresh).toHaveBeenCalledTimes(1);
  pass(10_000);
  const early = refresh.mock.calls.length;
  refresh.mockClear();
  pass(60_000);
  expect(early).toBeGreaterThanOrEqual(6);
  expect(refresh.mock.calls.length).toBeLessThanOrEqual(8);
  expect(screen.queryByRole('button')).toBeNull();
});

test('after three minutes it is left to the visitor, who can start it again', () => {
  render(<PageFollower waitingFor="The payment" />);
  pass(200_000);
  expect(screen.getByText(/The payment takes longer than usual/)).toBeTruthy();
  refresh.mockClear();
  pass(600_000);
  expect(refresh).not.toHaveBeenCalled();

  fireEvent.click(screen.getByRole('button', { name: 'Look again' }));
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(screen.queryByRole('button')).toBeNull();
  pass(300);
  expect(refresh).toHaveBeenCalledTimes(2);
});

test('it ends with the page', () => {
  const { unmount } = render(<PageFollower waitingFor="The payment" />);
  pass(300);
  unmount();
  refresh.mockClear();
  pass(600_000);
  expect(refresh).not.toHaveBeenCalled();
});
