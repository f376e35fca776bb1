import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import './globals.css';
import { visitorLocale } from '#format/locale.ts';
import { currentTheme } from '#theme/current-theme.ts';
import { PageFooter } from '#ui/page-footer.tsx';
import { PageHeader } from '#ui/page-header.tsx';
import { SkipLink } from '#ui/skip-link.tsx';
import { display, text } from './fonts.ts';

export const metadata: Metadata = {
  title: { default: 'Kada Mandiya', template: '%s · Kada Mandiya' },
  description: 'The corner shop at the junction: rice, pulses, spices, tea and coconut from all over Sri Lanka.',
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbf7ee' },
    { media: '(prefers-color-scheme: dark)', color: '#111813' },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }): Promise<ReactNode> {
  const [theme, locale] = await Promise.all([currentTheme(), visitorLocale()]);
  return (
    // The words are English; numbers and dates are the visitor's.
    <html lang="en" data-scroll-behavior="smooth" data-theme={theme} data-locale={locale} className={`${display.variable} ${text.variable}`}>
      <body>
        <SkipLink />
        <PageHeader />
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <PageFooter />
      </body>
    </html>
  );
}
