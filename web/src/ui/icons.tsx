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

export function CheckIcon(): ReactNode {
  return (
    <Icon>
      <path d="m5 12.5 4.500 4.500L19 7.500" />
    </Icon>
  );
}

export function CrossIcon(): ReactNode {
  return (
    <Icon>
      <path d="m6.500 6.500 11 11M17.500 6.500l-11 11" />
    </Icon>
  );
}

export function CardIcon(): ReactNode {
  return (
    <Icon>
      <rect x="3" y="5.500" width="18" height="13" rx="2.500" />
      <path d="M3 10h18M7 15h3" />
    </Icon>
  );
}

export function HandIcon(): ReactNode {
  return (
    <Icon>
      <path d="M8 12V6.500a1.500 1.500 0 0 1 3 0V11m0-5.500V4.500a1.500 1.500 0 0 1 3 0V11m0-4.500a1.500 1.500 0 0 1 3 0V15a6 6 0 0 1-6 6c-3 0-4.500-1.500-6-4.500l-1.300-2.600a1.500 1.500 0 0 1 2.600-1.500L8 14.500" />
    </Icon>
  );
}

export function BellIcon(): ReactNode {
  return (
    <Icon>
      <path d="M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15zM10 20.500h4" />
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
