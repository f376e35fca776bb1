/** What the storefront is told by its environment. */
export interface Settings {
  /** The public API: the gateway, or Prism. No path. */
  readonly apiUrl: string;
  /** Where Stripe.js comes from, if not from Stripe: the Stripe sandbox serves one of its own. */
  readonly stripeJsUrl: string | undefined;
  /** Whether browsers reach us over HTTPS, so that cookies can be bound to it. */
  readonly secure: boolean;
}

/**
 * Reads the environment; see `.env.example`.
 *
 * @throws Error that names the variable and what it must be
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  return {
    apiUrl: origin(environment, 'API_URL') ?? 'http://127.0.0.1:4000',
    stripeJsUrl: address(environment, 'STRIPE_JS_URL')?.href,
    secure: environment.SECURE_COOKIES === 'on',
  };
}

let read: Settings | undefined;

/** The settings of this process. */
export function settings(): Settings {
  read ??= readSettings(process.env);
  return read;
}

function origin(environment: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  return address(environment, name)?.origin;
}

function address(environment: Readonly<Record<string, string | undefined>>, name: string): URL | undefined {
  const text = environment[name]?.trim() ?? '';
  if (text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new Error(`${name} must be an address such as http://127.0.0.1:4000, not ${JSON.stringify(text)}`);
}
