import fc from 'fast-check';

/** Property tests try the same values in every run; `FAST_CHECK_SEED=$RANDOM npm test` tries others. */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20260314) });

// What of the contracts the tests meet: see scripts/contracts-coverage.ts.
process.env.CONTRACT_COVERAGE_DIR ??= new URL('.cache/contracts-coverage', import.meta.url).pathname;
