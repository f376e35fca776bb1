import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { render } from '@testing-library/react';
import { AppRouterContext, type AppRouterInstance } from 'next/dist/shared/lib/app-router-context.shared-runtime.js';
import type { ReactElement } from 'react';
import { SessionWatch, visitorKey } from '#session/session-watch.tsx';

const refresh = jest.fn<() => void>();
const ignored = (): void => undefined;
const router: AppRouterInstance = { refresh, back: ignored, forward: ignored, push: ignored, replace: ignored, prefetch: ignored, bfcacheId: '' };

beforeEach(() => {
  refresh.mockReset();
  localStorage.clear();
});

const watch = (visitor: string): ReactElement => (
  <AppRouterContext value={router}>
    <SessionWatch visitor={visitor} />
  </AppRouterContext>
);

/** What this tab hears when another one says who is signed in. */
function hear(visitor: string | null, key = visitorKey): void {
  globalThis.dispatchEvent(new StorageEvent('storage', { key, newValue: visitor }));
}

describe('the tabs of a browser', () => {
  test('tell each other who is signed in, once', () => {
    const write = jest.spyOn(Storage.prototype, 'setItem');
    const { rerender } = render(watch('nimali'));
    expect(localStorage.getItem(visitorKey)).toBe('nimali');
    rerender(watch('nimali'));
    rerender(watch(''));
    expect(localStorage.getItem(visitorKey)).toBe('');
    expect(write).toHaveBeenCalledTimes(2);
    write.mockRestore();
  });

  test.each([
    ['signed out', ''],
    ['signed in as somebody else', 'tharindu'],
  ])('ask for their page anew where one of them %s', (_, visitor) => {
    render(watch('nimali'));
    hear(visitor);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  test('are left alone by what is nothing new, or not about that', () => {
    render(watch('nimali'));
    hear('nimali');
    hear('other', 'theme');
    hear(null);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(refresh).not.toHaveBeenCalled();
  });

  test.each([
    ['comes to the front', () => document.dispatchEvent(new Event('visibilitychange'))],
    ['comes back out of the history', () => globalThis.dispatchEvent(new Event('pageshow'))],
  ])('one that slept looks when it %s', (_, wake) => {
    render(watch('nimali'));
    localStorage.setItem(visitorKey, '');
    wake();
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  test('one that is gone hears nothing', () => {
    render(watch('nimali')).unmount();
    hear('');
    expect(refresh).not.toHaveBeenCalled();
  });

  test('live without a store', () => {
    const read = jest.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    expect(() => render(watch('nimali'))).not.toThrow();
    document.dispatchEvent(new Event('visibilitychange'));
    expect(refresh).not.toHaveBeenCalled();
    read.mockRestore();
  });
});
