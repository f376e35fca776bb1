import type { Appearance } from '@stripe/stripe-js';

/** Our tokens as the card form's: it stands in a frame of Stripe's, where they do not reach. */
export function stripeAppearance(page: Document): Appearance {
  const probe = page.createElement('span');
  probe.hidden = true;
  page.body.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  try {
    return {
      theme: isDark(page) ? 'night' : 'stripe',
      variables: {
        colorPrimary: colour('--leaf'),
        colorBackground: colour('--surface'),
        colorText: colour('--ink'),
        colorTextSecondary: colour('--ink-soft'),
        colorDanger: colour('--chili'),
        fontFamily: getComputedStyle(page.body).fontFamily,
        fontSizeBase: '16px',
        borderRadius: '8px',
        spacingUnit: '4px',
      },
    };
  } finally {
    probe.remove();
  }
}

function isDark({ documentElement }: Document): boolean {
  const scheme = getComputedStyle(documentElement).colorScheme;
  return scheme === 'dark' || (scheme !== 'light' && darkPreferred().matches);
}

function darkPreferred(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}

/** Tells when the page changes its colours, until what it gives is called. */
export function onThemeChange(page: Document, changed: () => void): () => void {
  const preferred = darkPreferred();
  const observer = new MutationObserver(changed);
  observer.observe(page.documentElement, { attributeFilter: ['data-theme'] });
  preferred.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    preferred.removeEventListener('change', changed);
  };
}
