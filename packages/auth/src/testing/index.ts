export { testIssuer, type TestIssuer, type TestTokenOptions } from './test-issuer.ts';
