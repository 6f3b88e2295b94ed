/** What an owner is quoted of speeds that its own and other owners' machines have told. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { estimateFor, measuredIn, SWAY, type Measured } from '../../core/costs/speed-estimate.ts';
import { learned } from '../../core/costs/speed-lesson.ts';
import type { SpeedSample } from '../../core/costs/speed.ts';
import { workOutQuote } from '../../core/costs/work-out-quote.ts';

const TYPE = 'g4dn.xlarge';
const OF = { model: 'kb-whisper-small', type: TYPE };
const NOTHING: Measured = { owners: [] };
const EXPECTED = {
  fixedSeconds: { low: 33, high: 200 },
  secondsPerAudioSecond: { low: 0.002, high: 0.05 },
};

interface Told {
  owner: string;
  sample: SpeedSample;
}

function after(told: readonly Told[], before = NOTHING): Measured {
  return told.reduce(
    (known, one, index) => learned(known, { ...one, type: TYPE, at: new Date(index) }),
    before,
  );
}

/** The quote of an owner, to the cent of a cent: rounding is no sway. */
function quoted(owner: string, known: Measured, durationSeconds: number): number[] {
  const quote = workOutQuote(
    { durationSeconds, model: 'kb-whisper-small' },
    {
      ...{ region: 'eu-north-1', instanceTypes: [TYPE], zones: ['eu-north-1a'] },
      ...{ onDemandFallback: true, rootGib: 40 },
    },
    { prices: undefined, speeds: { [TYPE]: estimateFor(owner, known, OF) }, now: new Date(0) },
  );
  if (!quote) throw new TypeError('no quote');
  const { costUsd, completedInSeconds: seconds } = quote;
  return [costUsd.low, costUsd.high, seconds.low, seconds.high];
}

/** What a machine may say: anything. */
const anySeconds = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 1e12, noNaN: true }),
);
const anySample: fc.Arbitrary<SpeedSample> = fc.record(
  { fixedSeconds: anySeconds, secondsPerAudioSecond: anySeconds },
  { requiredKeys: ['fixedSeconds'] },
);
const others = fc.array(
  fc.record({ owner: fc.stringMatching(/^owner-[0-9]$/), sample: anySample }),
  { maxLength: 40 },
);
const byMallory = fc.array(
  anySample.map((sample) => ({ owner: 'mallory', sample })),
  {
    minLength: 1,
    maxLength: 30,
  },
);
const duration = fc.double({ min: 1, max: 43_200, noNaN: true });

describe('whatever the machines of one owner say, the quote of another', () => {
  test('moves by a tenth at most, however many others have told theirs', () => {
    fc.assert(
      fc.property(others, fc.tuple(byMallory, byMallory), duration, (honest, forged, seconds) => {
        const before = after(honest);
        const once = after(forged[0], before);
        const twice = after(forged[1], once);
        const [quote, ...changed] = [before, once, twice].map((known) =>
          quoted('victor', known, seconds),
        );
        for (const now of changed) {
          for (const [index, value] of now.entries()) {
            const was = quote?.[index] ?? NaN;
            expect(value).toBeLessThanOrEqual(was * SWAY + 0.1);
            expect(value).toBeGreaterThanOrEqual(was / SWAY - 0.1);
          }
        }
      }),
    );
  });

  test('stays within what is expected of the type', () => {
    fc.assert(
      fc.property(others, byMallory, (honest, forged) => {
        const known = estimateFor('victor', after([...honest, ...forged]), OF);
        for (const part of ['fixedSeconds', 'secondsPerAudioSecond'] as const) {
          expect(known[part].low).toBeGreaterThanOrEqual(EXPECTED[part].low * (1 - 1e-9));
          expect(known[part].high).toBeLessThanOrEqual(EXPECTED[part].high * (1 + 1e-9));
          expect(known[part].low).toBeLessThanOrEqual(known[part].high);
        }
      }),
    );
  });

  test('is not touched at all once its own jobs have told', () => {
    fc.assert(
      fc.property(anySample, byMallory, (own, forged) => {
        const before = after([{ owner: 'victor', sample: own }]);
        expect(estimateFor('victor', after(forged, before), OF)).toEqual(
          estimateFor('victor', before, OF),
        );
      }),
    );
  });
});

test('many owners who agree narrow the range to what they say', () => {
  const sample = { fixedSeconds: 60, secondsPerAudioSecond: 0.01 };
  const told = Array.from({ length: 36 }, (_, owner) =>
    Array.from({ length: 40 }, () => ({ owner: `owner-${owner}`, sample })),
  ).flat();
  const { fixedSeconds, secondsPerAudioSecond: rate } = estimateFor('new', after(told), OF);
  expect(fixedSeconds.low).toBeGreaterThan(55);
  expect(fixedSeconds.high).toBeLessThan(65);
  expect(rate.low).toBeGreaterThan(0.009);
  expect(rate.high).toBeLessThan(0.011);
});

test('an owner who says what is not possible is quoted what is', () => {
  const sample = { fixedSeconds: 1e12, secondsPerAudioSecond: 1e12 };
  const known = after([{ owner: 'mallory', sample }]);
  expect(estimateFor('mallory', known, OF)).toMatchObject({
    fixedSeconds: { high: 1800 },
    secondsPerAudioSecond: { high: 1 },
  });
});

test('the owners with the newest jobs are kept', () => {
  const told = Array.from({ length: 50 }, (_, owner) => ({
    owner: `owner-${owner}`,
    sample: { fixedSeconds: 60 },
  }));
  const known = after(told);
  expect(known.owners).toHaveLength(40);
  expect(estimateFor('owner-49', known, OF).fromOthers).toBeUndefined();
  expect(estimateFor('owner-9', known, OF).fromOthers).toBe(true);
});

test.each([undefined, {}, { owners: 'x' }, { speed: {} }, { owners: [{ owner: 'a' }] }])(
  'what is stored and not understood counts as not measured: %j',
  (item) => {
    expect(estimateFor('victor', measuredIn(item), OF)).toMatchObject({ measuredJobs: 0 });
  },
);

describe('before any job of it has finished, a model', () => {
  const estimate = (model: string) => estimateFor('new', NOTHING, { model, type: TYPE });

  test('that is larger takes longer, in what is fixed and for each second', () => {
    const sizes = ['small', 'medium', 'large'].map((size) => estimate(`kb-whisper-${size}`));
    for (const part of ['fixedSeconds', 'secondsPerAudioSecond'] as const) {
      for (const end of ['low', 'high'] as const) {
        const values = sizes.map((one) => one[part][end]);
        expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
      }
    }
  });

  test('that is large has a published speed on a T4 in its range', () => {
    const { low, high } = estimate('kb-whisper-large').secondsPerAudioSecond;
    // WhisperS2T, large-v2 on CTranslate2: 43 times as fast as the audio is long.
    expect(low).toBeLessThan(1 / 43);
    expect(high).toBeGreaterThan(1 / 43);
  });

  test('that is unknown is expected to be like small', () => {
    expect(estimate('own-model')).toEqual(estimate('kb-whisper-small'));
  });
});
