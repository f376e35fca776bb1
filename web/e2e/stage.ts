/** Where the storefront that is looked at stands; `npm run test:e2e` says. */
export const stage = {
  webUrl: told('WEB_URL'),
  /** The same storefront on Prism's mocks. */
  mockedWebUrl: told('MOCKED_WEB_URL'),
  /** The documentation of the contracts, at the gateway. */
  docsUrl: told('DOCS_URL'),
  stripeUrl: told('STRIPE_URL'),
  admin: { email: told('ADMIN_EMAIL'), password: told('ADMIN_PASSWORD') },
  chromium: told('CHROMIUM_PATH'),
  /** The folder for screenshots. */
  screenshots: told('SCREENSHOTS'),
};

function told(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: browser tests are run by npm run test:e2e`);
  return value;
}
