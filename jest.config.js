/** Jest strips the types by itself under `--experimental-vm-modules`; nothing is transformed. */
export default {
  testEnvironment: 'node',
  // A hang ends by it; a slow machine does not.
  testTimeout: 60_000,
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['<rootDir>/jest.setup.js'],
  roots: ['packages', 'scripts', 'services', 'gateway'],
  testMatch: ['**/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/fixtures/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.*/fixtures/'],
};
