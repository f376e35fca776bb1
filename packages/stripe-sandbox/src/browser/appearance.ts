import type { Appearance } from '@stripe/stripe-js';

type Variables = NonNullable<Appearance['variables']>;

/** The variables of an appearance that the form heeds. */
const light = {
  colorPrimary: '#0570de',
  colorBackground: '#ffffff',
  colorText: '#30313d',
  colorTextSecondary: '#5b6270',
  colorDanger: '#c0123c',
  fontFamily: 'system-ui, sans-serif',
  fontSizeBase: '16px',
  borderRadius: '6px',
  spacingUnit: '4px',
} as const satisfies Variables;

const dark = { ...light, colorPrimary: '#85d996', colorBackground: '#27282c', colorText: '#f4f4f5', colorTextSecondary: '#b6bac3', colorDanger: '#fe87a1' } as const satisfies Variables;

/** Puts an appearance on what a shadow root hangs on, as custom properties: `--colorPrimary` … (https://docs.stripe.com/elements/appearance-api). */
export function applyAppearance(host: HTMLElement, appearance: Appearance): void {
  const variables: Variables = { ...(appearance.theme === 'night' ? dark : light), ...appearance.variables };
  for (const name of Object.keys(light)) {
    const value: unknown = Reflect.get(variables, name);
    if (typeof value === 'string') host.style.setProperty(`--${name}`, value);
  }
  host.style.setProperty('color-scheme', appearance.theme === 'night' ? 'dark' : 'light');
}
