import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { storedAudio, type Job } from '../../core/job/job.ts';
import type { InstancePhases } from '../../core/job/work-order.ts';
import {
  speedSampleOf,
  TimesNotBelieved,
  withSample,
  type Speed,
  type SpeedSample,
} from '../../core/costs/speed.ts';
import { aJob } from '../support/a-job.ts';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();

/** Launched at 0; the audio is there after 25 s, the model after 30, all is transcribed at `transcribed`. */
function finished(durationSeconds: number, transcribed: number, given: Partial<Job> = {}): Job {
  const phases = {
    ...{ booted: at(20), claimed: at(22), audioReady: at(25), modelReady: at(30) },
    ...{ firstSegment: at(31), transcribed: at(transcribed), written: at(transcribed + 1) },
  };
  const instance: Job['instance'] = {
    ...{ id: 'i-1', type: 'g4dn.xlarge', market: 'spot', zone: 'eu-north-1a', imageId: 'ami-1' },
    launchedAt: at(0),
  };
  const result = {
    ...{ segments: 1, language: 'sv', languageProbability: 1, confidence: 1, truncated: false },
    engine: { version: '1', device: 'cpu', computeType: 'int8' },
    ...{ engineSeconds: 1, durationSeconds, phases },
    audio: { bytes: 9, sha256: '0'.repeat(64) },
  };
  return aJob({ status: 'completed', attempt: 1, instance, result, ...given });
}

const SETTLED = new Date(at(102));

describe('what a finished job tells', () => {
  test('is how long everything around took, and how long a second of audio did', () => {
    // Ready at 30, transcribed at 100, settled at 102: 30 + 2 s around, 70 s for 700 s of audio.
    expect(speedSampleOf(finished(700, 100), SETTLED)).toEqual({
      fixedSeconds: 32,
      secondsPerAudioSecond: 0.1,
    });
  });

  test('is nothing of the speed if its audio is short', () => {
    expect(speedSampleOf(finished(5, 100), SETTLED)).toEqual({ fixedSeconds: 102 });
  });

  test.each([
    ['went on from what another had left', { attempt: 2 }],
    ['fetched its audio from elsewhere', { audio: aForeignAudio() }],
    ['has no instance on record', { instance: undefined }],
    ['had a machine that was launched for other jobs', { instance: aServer() }],
  ])('is nothing if it %s', (_, given: Partial<Job>) => {
    expect(speedSampleOf(finished(700, 100, given), SETTLED)).toBeUndefined();
  });

  const YEAR_9999 = '9999-12-31T23:59:59.000Z';
  test.each<[string, Partial<InstancePhases>]>([
    ['ends in another millennium', { transcribed: YEAR_9999 }],
    ['has its model in another millennium', { modelReady: YEAR_9999 }],
    ['had its model before its launch', { modelReady: at(-60) }],
    ['had its audio before it was claimed', { audioReady: at(10) }],
    ['ended before it began', { transcribed: at(28) }],
  ])('is not believed if the work %s', (_, phases) => {
    const job = finished(700, 100, { claimedAt: at(22) });
    Object.assign(job.result?.phases ?? {}, phases);
    expect(() => speedSampleOf(job, SETTLED)).toThrow(TimesNotBelieved);
  });

  test('is never longer than the job took by our own clocks', () => {
    const offset = fc.integer({ min: -20, max: 120 });
    fc.assert(
      fc.property(offset, offset, offset, (audio, model, done) => {
        const job = finished(5, 100);
        const phases = { audioReady: at(audio), modelReady: at(model), transcribed: at(done) };
        Object.assign(job.result?.phases ?? {}, phases);
        const sample = sampleOrNone(job);
        if (sample) expect(sample.fixedSeconds).toBeLessThanOrEqual(102 + 10);
      }),
    );
  });

  test('is not slower or faster for a duration that the file does not have', () => {
    const audio = { ...aStoredAudio(), durationSeconds: 350 };
    expect(speedSampleOf(finished(1e9, 100, { audio }), SETTLED)).toMatchObject({
      secondsPerAudioSecond: 0.2,
    });
  });
});

function sampleOrNone(job: Job): SpeedSample | undefined {
  try {
    return speedSampleOf(job, SETTLED);
  } catch {
    return undefined;
  }
}

function aStoredAudio() {
  return storedAudio(aJob());
}

function aServer(): Job['instance'] {
  const server = { id: 'i-2', type: 'g4dn.xlarge', market: 'spot', zone: 'eu-north-1a' } as const;
  return { ...server, imageId: 'ami-1', launchedAt: at(-7200), pool: 'warm' };
}

function aForeignAudio(): Job['audio'] {
  return { source: 'url', url: 'https://audio.example/a.mp3', filename: 'a.mp3' };
}

const value = fc.double({ min: 0, max: 1000, noNaN: true });
const lesson: fc.Arbitrary<SpeedSample> = fc.record(
  { fixedSeconds: value, secondsPerAudioSecond: value },
  { requiredKeys: ['fixedSeconds'] },
);
const after = (lessons: readonly SpeedSample[]) =>
  lessons.reduce<Speed | undefined>((known, next) => withSample(known, next), undefined);

describe('what is known after many jobs', () => {
  test('lies within what was seen', () => {
    fc.assert(
      fc.property(fc.array(lesson, { minLength: 1, maxLength: 60 }), (lessons) => {
        const { low, mean, high, jobs } = after(lessons)?.fixedSeconds ?? {};
        const seen = lessons.map(({ fixedSeconds }) => fixedSeconds);
        expect(jobs).toBe(lessons.length);
        expect(low).toBeGreaterThanOrEqual(Math.min(...seen) - 1e-9);
        expect(high).toBeLessThanOrEqual(Math.max(...seen) + 1e-9);
        expect(mean).toBeGreaterThanOrEqual((low ?? NaN) - 1e-9);
        expect(mean).toBeLessThanOrEqual((high ?? NaN) + 1e-9);
      }),
    );
  });

  test('of the speed is not touched by jobs that tell nothing of it', () => {
    fc.assert(
      fc.property(fc.array(lesson, { minLength: 1 }), value, (lessons, fixedSeconds) => {
        const known = after(lessons);
        const next = withSample(known, { fixedSeconds });
        expect(next.secondsPerAudioSecond).toEqual(known?.secondsPerAudioSecond);
      }),
    );
  });

  test('comes to what newer jobs say: what was slow once is forgotten', () => {
    const lessons = [300, ...Array.from({ length: 200 }, () => 30)];
    const { mean, high } =
      after(lessons.map((fixedSeconds) => ({ fixedSeconds })))?.fixedSeconds ?? {};
    expect(mean).toBeCloseTo(30, 1);
    expect(high).toBeCloseTo(30, 1);
  });
});
