/** Component tests: `test/**` files that end in `.test.tsx` get a document. Rules and route handlers (`.test.ts`) run with all others. */
export default {
  displayName: 'components',
  testEnvironment: 'jsdom',
  transform: { '\\.tsx$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'automatic' } } } }] },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '\\.module\\.css$': '<rootDir>/test/set-up/css-module.js' },
  setupFiles: ['<rootDir>/../jest.setup.js', '<rootDir>/test/set-up/document.js'],
  roots: ['src', 'test'],
  testMatch: ['**/test/**/*.test.tsx'],
};
