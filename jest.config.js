/** Jest strips the types by itself under `--experimental-vm-modules`; nothing is transformed but JSX (see web/jest.config.js). */
export default {
  // A hang ends by it; a slow machine does not.
  testTimeout: 60_000,
  // By itself Jest leaves one core alone: of two, half.
  maxWorkers: '100%',
  projects: [
    {
      displayName: 'node',
      testEnvironment: 'node',
      transform: {},
      extensionsToTreatAsEsm: ['.ts'],
      setupFiles: ['<rootDir>/jest.setup.js'],
      roots: ['packages', 'scripts', 'services', 'gateway', 'web/src', 'web/test'],
      testMatch: ['**/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/fixtures/', '/dist/'],
      modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.*/fixtures/'],
    },
    '<rootDir>/web/jest.config.js',
  ],
};
