import fc from 'fast-check';

/** Property tests try the same values in every run; `FAST_CHECK_SEED=$RANDOM npm test` tries others. */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20260314) });
