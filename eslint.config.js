import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', 'generated/', '**/fixtures/', '.cache/', 'coverage/', '**/.next*/', '**/next-env.d.ts'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'TSEnumDeclaration', message: 'Type stripping has no enums: use a union or a const object.' },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 5],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_+$' }],
    },
  },
  {
    files: ['**/test/**/*.ts', '**/test/**/*.tsx', 'web/e2e/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      // Jest's `test` and `describe` take callbacks whose promises it awaits itself.
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: ['test', 'describe'] }],
    },
  },
  {
    files: ['services/*/src/**/*.ts'],
    rules: {
      // The plan: no service calls another. Imports do not show these; a guard at run time refuses what is left.
      'no-restricted-globals': ['error', ...['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({ name, message: 'Services talk by events only.' }))],
      'no-restricted-properties': ['error', { object: 'process', property: 'getBuiltinModule', message: 'Import what you need.' }, { object: 'globalThis', property: 'fetch', message: 'Services talk by events only.' }],
      'no-restricted-imports': ['error', { paths: ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'undici', 'axios'].flatMap((name) => [name, `node:${name}`]).map((name) => ({ name, message: 'Services talk by events only.' })) }],
    },
  },
  {
    // Next finds pages, layouts and its configuration by their default export.
    files: ['web/src/app/**/*.tsx', 'web/next.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['web/server.ts', 'web/e2e/**/*.ts', 'scripts/**/*.ts', 'packages/codegen/src/cli.ts', 'packages/codegen/src/cli/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
);
