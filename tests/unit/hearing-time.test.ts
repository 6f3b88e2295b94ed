import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hearingSeconds, REVIEW_SHARE, speakersSeconds } from '../../core/costs/hearing-time.ts';
import { workOutQuote } from '../../core/costs/work-out-quote.ts';
import { explained } from '../../core/job/quote.ts';

const MACHINES = {
  region: 'eu-north-1',
  instanceTypes: ['g4dn.xlarge'],
  zones: ['eu-north-1a'],
  onDemandFallback: false,
  rootGib: 40,
};
const NOW = new Date('2026-11-30T10:00:00Z');
const audio = { durationSeconds: 3600, model: 'kb-whisper-small' };

function quoted(more: Partial<Parameters<typeof workOutQuote>[0]> = {}) {
  const known = { prices: undefined, speeds: {}, now: NOW };
  const quote = workOutQuote({ ...audio, ...more }, MACHINES, known);
  if (!quote) throw new TypeError('the type has a recorded price');
  return quote;
}

const seconds = fc.double({ min: 0, max: 12 * 3600, noNaN: true });
const rate = fc.double({ min: 0, max: 1, noNaN: true });

test('speakers lengthen the work only where they take longer than it; a review always does', () => {
  fc.assert(
    fc.property(seconds, rate, rate, (duration, one, other) => {
      const speed = { low: Math.min(one, other), high: Math.max(one, other) };
      const plain = hearingSeconds(speed, duration);
      const voices = speakersSeconds(duration);
      const told = hearingSeconds(speed, duration, { speakers: true });
      expect(told.low).toBe(Math.max(plain.low, voices.low));
      expect(told.high).toBe(Math.max(plain.high, voices.high));
      const again = hearingSeconds(speed, duration, { review: true });
      expect(again.high).toBeCloseTo(plain.high * (1 + REVIEW_SHARE));
    }),
  );
});

test('a quote says what speakers and review add, and counts it', () => {
  const plain = quoted();
  const asked = quoted({ hearing: { speakers: true, review: true } });
  expect(asked).toMatchObject({
    speakers: { seconds: { low: 50, high: 70 } },
    review: { share: REVIEW_SHARE },
  });
  expect(asked.completedInSeconds.high).toBeGreaterThan(plain.completedInSeconds.high);
  expect(asked.costUsd.high).toBeGreaterThan(plain.costUsd.high);
  const said = explained(asked).because.join(' ');
  expect(said).toMatch(/Speakers: 50 to 70 s of the CPU/);
  expect(said).toMatch(/Review: 10 % more/);
  expect(plain).not.toHaveProperty('speakers');
});

test('a transcript that is there takes neither', () => {
  const asked = quoted({ isTranscribed: true, hearing: { speakers: true, review: true } });
  expect(asked).toEqual(quoted({ isTranscribed: true }));
});
