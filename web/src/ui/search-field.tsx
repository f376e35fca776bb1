'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';

/** What to search for; among the results, what was searched for. */
export function SearchField({ className }: { readonly className: string | undefined }): ReactNode {
  const isAmongResults = usePathname() === '/products';
  const q = useSearchParams().get('q') ?? '';
  const searched = isAmongResults ? q : '';
  return <input key={searched} type="search" name="q" defaultValue={searched} aria-label="Search the shop" placeholder="Rice, tea, cinnamon …" maxLength={100} className={className} />;
}
