import type { ReactNode } from 'react';

export function SearchIcon(): ReactNode {
  return (
    <Icon>
      <circle cx="10.5" cy="10.5" r="6.5" />
      <path d="m15.5 15.5 5 5" />
    </Icon>
  );
}

export function BagIcon(): ReactNode {
  return (
    <Icon>
      <path d="M5 8h14l-1.2 11a2 2 0 0 1-2 2H8.200a2 2 0 0 1-2-2z" />
      <path d="M9 10V7a3 3 0 0 1 6 0v3" />
    </Icon>
  );
}

function Icon({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round">
      {children}
    </svg>
  );
}
