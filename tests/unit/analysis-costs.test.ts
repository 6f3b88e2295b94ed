import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  analysisSeconds,
  analysisTokens,
  expectedRate,
  writtenTokens,
} from '../../core/costs/analysis-estimate.ts';
import {
  rateFor,
  rateLessonOf,
  ratesIn,
  withRate,
  type RateLesson,
} from '../../core/costs/analysis-rates.ts';
import { workOutQuote } from '../../core/costs/work-out-quote.ts';
import type { AnalysisSummary } from '../../core/analysis/analysis-result.ts';
import { Job } from '../../core/job/job.ts';

const TYPE = 'g4dn.xlarge';
const duration = fc.double({ min: 0, max: 12 * 3600, noNaN: true });
const analyses = fc.integer({ min: 1, max: 5 });
const MACHINES = {
  region: 'eu-north-1',
  instanceTypes: [TYPE, 'g6.xlarge'],
  zones: ['eu-north-1a'],
  onDemandFallback: false,
  rootGib: 40,
};
const NOW = new Date('2026-11-30T10:00:00Z');

function quoted(durationSeconds: number, asked?: number, isTranscribed = false) {
  const analysis = asked === undefined ? undefined : analysisTokens(durationSeconds, asked);
  const audio = { durationSeconds, model: 'kb-whisper-small', isTranscribed, analysis };
  const quote = workOutQuote(audio, MACHINES, { prices: undefined, speeds: {}, now: NOW });
  if (!quote) throw new TypeError('the types have recorded prices');
  return quote;
}

/** On the first type. */
function workOf({ basis: [first] }: ReturnType<typeof quoted>) {
  if (!first?.workSeconds) throw new TypeError('a new quote has its work');
  return first.workSeconds;
}

describe('the work of a language model', () => {
  test('grows with the audio and with the analyses, and is never nothing', () => {
    fc.assert(
      fc.property(duration, duration, analyses, (one, other, count) => {
        const [shorter, longer] = one < other ? [one, other] : [other, one];
        const [less, more] = [analysisTokens(shorter, count), analysisTokens(longer, count)];
        expect(writtenTokens(less)).toBeGreaterThan(0);
        expect(more.promptTokens).toBeGreaterThanOrEqual(less.promptTokens);
        expect(more.completionTokens).toBeGreaterThanOrEqual(less.completionTokens);
        const twice = analysisTokens(shorter, count * 2);
        expect(twice.promptTokens).toBe(less.promptTokens * 2);
      }),
    );
  });

  test('takes longer on a slower card, and its low end is below the high one', () => {
    const tokens = analysisTokens(3600, 1);
    const slow = analysisSeconds(tokens, expectedRate('g6.xlarge'));
    const fast = analysisSeconds(tokens, expectedRate('g5.xlarge'));
    expect(fast.low).toBeLessThan(slow.low);
    expect(slow.low).toBeLessThan(slow.high);
    expect(expectedRate('unknown.large').low).toBeGreaterThan(0);
  });
});

describe('a quote with analyses', () => {
  test('is never cheaper or faster than without, nor than for a shorter recording', () => {
    fc.assert(
      fc.property(duration, duration, analyses, (one, other, count) => {
        const [shorter, longer] = one < other ? [one, other] : [other, one];
        const [plain, less, more] = [
          quoted(shorter),
          quoted(shorter, count),
          quoted(longer, count),
        ];
        for (const what of ['costUsd', 'completedInSeconds'] as const) {
          for (const end of ['low', 'high'] as const) {
            expect(plain[what][end]).toBeGreaterThanOrEqual(0);
            expect(less[what][end]).toBeGreaterThanOrEqual(plain[what][end]);
            expect(more[what][end]).toBeGreaterThanOrEqual(less[what][end]);
          }
        }
      }),
    );
  });

  test('has both at the same time at best, and one after the other at worst', () => {
    const seconds = 7200;
    const both = quoted(seconds, 1);
    const [heard, read] = [workOf(quoted(seconds)), workOf(quoted(seconds, 1, true))];
    expect(workOf(both).low).toBe(Math.max(heard.low, read.low));
    expect(workOf(both).high).toBeCloseTo(heard.high + read.high, 0);
    expect(both.analysis).toMatchObject({ measuredJobs: 0, ...analysisTokens(seconds, 1) });
  });

  test('of a finished transcript has no transcription in it', () => {
    const [again, whole] = [quoted(7200, 1, true), quoted(7200, 1)];
    expect(again.completedInSeconds.high).toBeLessThan(whole.completedInSeconds.high);
  });
});

const SUMMARY: AnalysisSummary = {
  preset: 'summary',
  status: 'completed',
  claims: { supported: 3, unsupported: 0, doubtful: 0 },
  tokens: { prompt: 4000, completion: 600 },
  seconds: 20,
};

const PLACE = { market: 'spot', zone: 'eu-north-1a', imageId: 'ami-1' };
const INSTANCE = { id: 'i-1', type: TYPE, ...PLACE };

function finished(more: object = {}): Job {
  return Job.parse({
    ...{ jobId: 'j', owner: 'demo', status: 'completed', attempt: 1, model: 'm', language: 'sv' },
    ...{ words: false, formats: [], metadata: {}, createdAt: at(0), updatedAt: at(0) },
    audio: { source: 'upload', bucket: 'b', key: 'k', filename: 'a.wav', bytes: 1 },
    instance: INSTANCE,
    analysis: [{ preset: 'summary', model: 'tiny-llm' }],
    analyses: [SUMMARY],
    claimedAt: at(40),
    endedAt: at(100),
    ...more,
  });
}

function at(seconds: number): string {
  return new Date(NOW.getTime() + seconds * 1000).toISOString();
}

describe('what is learned of a rate', () => {
  test('a finished job tells it: ten tokens that are read count as one that is written', () => {
    expect(rateLessonOf(finished())).toEqual({
      ...{ owner: 'demo', model: 'tiny-llm', type: TYPE, rate: 50, at: at(100) },
    });
  });

  test.each([
    ['without analyses', { analysis: undefined, analyses: undefined }],
    ['of which all failed', { analyses: [{ ...SUMMARY, status: 'failed' }] }],
    ['whose machine had not so much time', { analyses: [{ ...SUMMARY, seconds: 120 }] }],
    ['which took no time', { analyses: [{ ...SUMMARY, seconds: 0 }] }],
    ['whose first machine did a part of it', { earlierInstances: [INSTANCE] }],
    ['that never had a machine', { instance: undefined }],
  ])('a job %s tells nothing', (_, more) => {
    expect(rateLessonOf(finished(more))).toBeUndefined();
  });

  test("an owner's own jobs decide its quotes, and the range narrows", () => {
    const lesson = { ...told(50), owner: 'demo' };
    const once = withRate(ratesIn(undefined), lesson);
    expect(rateFor('demo', once, TYPE)).toEqual({
      tokensPerSecond: { low: 25, high: 100 },
      measuredJobs: 1,
    });
    const more = [...Array(9)].reduce<typeof once>((known) => withRate(known, lesson), once);
    const { tokensPerSecond, measuredJobs } = rateFor('demo', more, TYPE);
    expect(measuredJobs).toBe(10);
    expect(tokensPerSecond.low).toBeGreaterThan(45);
    expect(tokensPerSecond.high).toBeLessThan(60);
  });

  test('no other owner moves an estimate by more than a tenth, whatever its machines tell', () => {
    const expected = expectedRate(TYPE);
    const lesson = fc.double({ min: 1e-9, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(lesson, { minLength: 1, maxLength: 30 }), (rates) => {
        const known = rates.reduce<ReturnType<typeof ratesIn>>(
          (before, rate) => withRate(before, told(rate)),
          ratesIn(undefined),
        );
        const { tokensPerSecond: quote, measuredJobs } = rateFor('demo', known, TYPE);
        expect(measuredJobs).toBe(0);
        expect(quote.low).toBeGreaterThanOrEqual(expected.low);
        expect(quote.low).toBeLessThanOrEqual(expected.low * 1.1 + 1e-9);
        expect(quote.high).toBeLessThanOrEqual(expected.high);
        expect(quote.high).toBeGreaterThanOrEqual(expected.high / 1.1 - 1e-9);
      }),
    );
  });

  test('a stored item that is not understood counts as not measured', () => {
    expect(rateFor('demo', ratesIn({ owners: 'x' }), TYPE).measuredJobs).toBe(0);
  });
});

function told(rate: number): RateLesson {
  return { owner: 'stranger', model: 'tiny-llm', type: TYPE, rate, at: at(0) };
}
