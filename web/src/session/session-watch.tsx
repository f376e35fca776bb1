'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** Where a browser's tabs tell each other who is signed in. */
export const visitorKey = 'km-visitor';

/**
 * Keeps the tabs of a browser together: where somebody signs out or in, the pages that stand in other tabs are asked for
 * anew, and show nothing that was for somebody else. `visitor`: the user's id, or nothing, as the server knows it.
 */
export function SessionWatch({ visitor }: { readonly visitor: string }): null {
  const router = useRouter();
  useEffect(() => {
    tell(visitor);
    const look = (): void => {
      const told = hear();
      if (document.visibilityState !== 'hidden' && told !== null && told !== visitor) router.refresh();
    };
    const hears = ({ key, newValue }: StorageEvent): void => {
      if (key === visitorKey && newValue !== null && newValue !== visitor) router.refresh();
    };
    // A tab that slept has heard nothing; a page that comes back from the browser's own store neither.
    globalThis.addEventListener('storage', hears);
    globalThis.addEventListener('pageshow', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      globalThis.removeEventListener('storage', hears);
      globalThis.removeEventListener('pageshow', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [visitor, router]);
  return null;
}

function tell(visitor: string): void {
  try {
    if (localStorage.getItem(visitorKey) !== visitor) localStorage.setItem(visitorKey, visitor);
  } catch {
    // A browser that keeps nothing: its tabs learn of it with their next page.
  }
}

function hear(): string | null {
  try {
    return localStorage.getItem(visitorKey);
  } catch {
    return null;
  }
}
