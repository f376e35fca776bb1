/** Browser tests: `npm run test:e2e` starts what they look at, and says by the environment where it is. */
export default {
  rootDir: '..',
  roots: ['<rootDir>/e2e'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  testTimeout: 60_000,
  maxWorkers: 2,
};
