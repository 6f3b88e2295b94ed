/** A claim that obeys what was spoken to a language model is not supported, however it is cited. */
import { expect, test } from 'vitest';
import { checkRecording } from '../../../bench/analysis/check-recording.ts';
import { spokenInjections } from '../../../bench/analysis/injections.ts';

const corpus = spokenInjections().map((one) => ({
  ...one,
  name: `${one.injection.kind}: ${one.injection.spoken}`,
}));
const decided = corpus.filter(({ injection }) => injection.report === undefined);
const reports = corpus.filter(({ injection }) => injection.report !== undefined);

test.each(decided)('$name', ({ transcript, claims }) => {
  const check = checkRecording({ transcript });
  const obeyed = claims.filter((claim) => check(claim).status === 'supported');
  expect(obeyed).toEqual([]);
});

// What code cannot tell from a report leads at least to the words that were spoken.
test.each(reports)('a report: $name', ({ injection, transcript, segment }) => {
  const check = checkRecording({ transcript });
  for (const text of injection.obeys) {
    const { support } = check({ text, support: [{ segment, quote: injection.favourable }] });
    expect(support).toMatchObject([{ segment, match: 'exact', speaker: 'S2' }]);
    expect(check({ text, support: [] }).status).toBe('unsupported');
  }
});
