import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { EntrancePage } from '#session/entrance-page.tsx';
import { entrance, type EntranceProps } from '#session/entrance.ts';

export const metadata: Metadata = { title: 'Register', robots: { index: false } };

export default async function RegisterPage(props: EntranceProps): Promise<ReactNode> {
  return <EntrancePage kind="register" title="Open an account" lead="To order, and to see what became of your orders." {...await entrance(props)} />;
}
