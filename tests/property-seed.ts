/**
 * The same examples in every run, so that a change that breaks nothing never fails; others, and
 * others each time, with SPOTSCRIBE_EXPLORE=1.
 */
import fc from 'fast-check';

if (process.env.SPOTSCRIBE_EXPLORE === undefined) fc.configureGlobal({ seed: 20_261_121 });
