/** The import table of docs/architecture.md as rules: who may import whom. */
const service = '^services/([^/]+)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-unresolvable',
      comment: 'The peers of the messaging benchmark have a lockfile of their own, installed only when they are run.',
      severity: 'error',
      from: { pathNot: '^scripts/bench/messaging/peers/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'contract-is-types-only',
      comment: 'packages/contract imports nothing.',
      severity: 'error',
      from: { path: '^packages/contract/src' },
      to: { pathNot: '^packages/contract/src' },
    },
    {
      name: 'codegen-stands-alone',
      comment: 'packages/codegen imports nothing of the project but packages/contract.',
      severity: 'error',
      from: { path: '^packages/codegen/' },
      to: { path: '^(packages|generated|services|gateway|web|scripts)/', pathNot: '^packages/(codegen|contract)/' },
    },
    {
      name: 'codegen-core-is-pure',
      comment: 'The representation, the printers, the emitters and the comparison touch no Node core module.',
      severity: 'error',
      from: { path: '^packages/codegen/src/(ir|print|emitters|evolution)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'codegen-core-reads-no-files',
      comment: 'The representation, the printers, the emitters and the checks know neither input nor output.',
      severity: 'error',
      from: { path: '^packages/codegen/src/(ir|print|emitters|evolution)/' },
      to: { path: '^packages/codegen/src/(output|cli|run)' },
    },
    {
      name: 'packages-know-no-contract',
      comment: 'Packages know contracts only through the types and values passed in.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(generated|services|gateway|web|scripts)/' },
    },
    {
      name: 'packages-use-contract-and-logger',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src', pathNot: '^packages/(service-kit|codegen|contract)/' },
      to: { path: '^packages/', pathNot: '^packages/($1|contract|logger)/' },
    },
    {
      name: 'kit-does-not-generate',
      severity: 'error',
      from: { path: '^packages/service-kit/' },
      to: { path: '^packages/codegen/' },
    },
    {
      name: 'generated-is-light',
      comment: 'Generated code imports contract, zod, openapi-fetch and other generated code.',
      severity: 'error',
      from: { path: '^generated/', pathNot: '^generated/docs/' },
      to: { pathNot: ['^generated/', '^packages/contract/', '(^|/)node_modules/(zod|openapi-fetch|openapi-typescript-helpers)/'] },
    },
    {
      name: 'services-are-islands',
      comment: 'A service imports no other service.',
      severity: 'error',
      from: { path: service },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'services-use-the-kit',
      severity: 'error',
      from: { path: `${service}(src|migrations)/`, pathNot: `${service}(src/store|migrations/)` },
      to: { path: '^(packages|gateway|web|scripts)/', pathNot: '^packages/(service-kit|auth|contract)/' },
    },
    {
      name: 'only-the-store-knows-the-database',
      severity: 'error',
      from: { path: `${service}(src/store|migrations/)` },
      to: { path: '^(packages|gateway|web|scripts)/', pathNot: '^packages/(service-kit|auth|contract|database)/' },
    },
    {
      name: 'service-tests-use-the-sandbox',
      severity: 'error',
      from: { path: `${service}test/` },
      to: { path: '^(packages|gateway|web|scripts)/', pathNot: '^packages/(service-kit|auth|contract|database|stripe-sandbox)/' },
    },
    {
      name: 'gateway-imports',
      severity: 'error',
      from: { path: '^gateway/' },
      to: { path: '^(packages|services|web|scripts)/', pathNot: '^packages/(auth|logger|service-kit|contract)/' },
    },
    {
      name: 'web-imports',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(packages|generated|services|gateway|scripts)/', pathNot: '^generated/http-contracts/' },
    },
    {
      name: 'nobody-imports-scripts',
      severity: 'error',
      from: { pathNot: '^scripts/' },
      to: { path: '^scripts/' },
    },
    {
      name: 'sources-import-no-tests',
      severity: 'error',
      from: { pathNot: '(^|/)test/' },
      to: { path: '(^|/)test/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(fixtures|dist|[.]next)/|^generated/docs/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
