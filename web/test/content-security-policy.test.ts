import { describe, expect, test } from '@jest/globals';
import { contentSecurityPolicy } from '#content-security-policy.ts';

function sources(stripeJsUrl: string | undefined, { development = false } = {}): ReadonlyMap<string, readonly string[]> {
  const policy = contentSecurityPolicy({ nonce: 'bm9uY2U=', stripeJsUrl, development });
  return new Map(policy.split('; ').map((directive) => directive.split(' ')).map(([name = '', ...rest]) => [name, rest]));
}

const sandbox = 'http://127.0.0.1:12111';

describe('the policy of pages', () => {
  // https://docs.stripe.com/security/guide#content-security-policy, for Stripe.js with the Payment Element
  test.each([
    ['script-src', ["'self'", "'nonce-bm9uY2U='", 'https://js.stripe.com', 'https://*.js.stripe.com']],
    ['connect-src', ["'self'", 'https://api.stripe.com']],
    ['frame-src', ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com']],
    ['img-src', ["'self'", 'data:', 'https://*.stripe.com']],
  ])('lets Stripe do what it needs: %s', (directive, allowed) => {
    expect(sources(undefined).get(directive)).toEqual(allowed);
  });

  test.each([
    ['script-src', ["'self'", "'nonce-bm9uY2U='", sandbox]],
    ['connect-src', ["'self'", sandbox]],
    ['frame-src', ["'none'"]],
    ['img-src', ["'self'", 'data:']],
  ])('lets the sandbox do what it needs, and nobody else: %s', (directive, allowed) => {
    expect(sources(`${sandbox}/stripe.js`).get(directive)).toEqual(allowed);
  });

  test.each([undefined, `${sandbox}/stripe.js`])('with Stripe.js at %s is the same in the rest', (stripeJsUrl) => {
    const policy = sources(stripeJsUrl);
    expect(Object.fromEntries([...policy].filter(([name]) => !['script-src', 'connect-src', 'frame-src', 'img-src'].includes(name)))).toEqual({
      'default-src': ["'self'"],
      'style-src': ["'self'", "'nonce-bm9uY2U='"],
      'font-src': ["'self'"],
      'object-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    });
  });

  test.each([undefined, `${sandbox}/stripe.js`])('with Stripe.js at %s never allows inline scripts, and evaluates in development only', (stripeJsUrl) => {
    expect([...sources(stripeJsUrl).values()].flat()).not.toEqual(expect.arrayContaining([expect.stringMatching(/unsafe|^\*$|^https?:$/)]));
    const development = sources(stripeJsUrl, { development: true });
    expect(development.get('script-src')).toContain("'unsafe-eval'");
    expect(development.get('script-src')).not.toContain("'unsafe-inline'");
  });
});
