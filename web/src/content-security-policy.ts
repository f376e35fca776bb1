export interface PolicyOptions {
  readonly nonce: string;
  /** Stripe.js, if it is not Stripe's own: the sandbox's. */
  readonly stripeJsUrl: string | undefined;
  /** `next dev` evaluates code and styles as it goes. */
  readonly development: boolean;
}

/** The page's Content-Security-Policy (CSP 3). Scripts run by the nonce of this answer only. */
export function contentSecurityPolicy({ nonce, stripeJsUrl, development }: PolicyOptions): string {
  const stripe = stripeJsUrl === undefined ? stripeItself : sandboxAt(new URL(stripeJsUrl).origin);
  const directives: Readonly<Record<string, readonly string[]>> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", `'nonce-${nonce}'`, ...stripe.script, ...(development ? ["'unsafe-eval'"] : [])],
    'style-src': development ? ["'self'", "'unsafe-inline'"] : ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:', ...stripe.image],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...stripe.connect],
    'frame-src': stripe.frame,
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives).map(([name, sources]) => `${name} ${sources.join(' ')}`).join('; ');
}

/** https://docs.stripe.com/security/guide#content-security-policy */
const stripeItself = {
  script: ['https://js.stripe.com', 'https://*.js.stripe.com'],
  connect: ['https://api.stripe.com'],
  frame: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  image: ['https://*.stripe.com'],
};

function sandboxAt(origin: string): typeof stripeItself {
  return { script: [origin], connect: [origin], frame: ["'none'"], image: [] };
}
