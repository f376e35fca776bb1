import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { EntrancePage } from '#session/entrance-page.tsx';
import { entrance, type EntranceProps } from '#session/entrance.ts';

export const metadata: Metadata = { title: 'Sign in', robots: { index: false } };

export default async function SignInPage(props: EntranceProps): Promise<ReactNode> {
  return <EntrancePage kind="sign-in" title="Sign in" lead="Good to see you again." {...await entrance(props)} />;
}
