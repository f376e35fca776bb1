import type { ReactNode } from 'react';
import { ChoiceLinks } from '#ui/choice-links.tsx';
import { Page, type PageProps } from '#ui/page.tsx';

export interface AdminPageProps extends PageProps {
  readonly of: 'categories' | 'products';
}

const rooms = [
  { of: 'products', name: 'Products' },
  { of: 'categories', name: 'Categories' },
] as const;

/** A page for administrators: where they are, and what is beside it. */
export function AdminPage({ of, children, ...page }: AdminPageProps): ReactNode {
  return (
    <Page {...page}>
      <ChoiceLinks label="Administration" choices={rooms.map((room) => ({ href: `/admin/${room.of}`, name: room.name, isCurrent: room.of === of }))} />
      {children}
    </Page>
  );
}
