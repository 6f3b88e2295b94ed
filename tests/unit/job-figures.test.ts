import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { jobError } from '../../core/base/job-errors.ts';
import type { Job, JobInstance } from '../../core/job/job.ts';
import type { TaskResult } from '../../core/job/work-order.ts';
import { costReceipt } from '../../core/view/cost-receipt.ts';
import { attemptFigures, jobFigures, type JobFigures } from '../../core/view/job-figures.ts';
import { endedFigures, openFigures } from '../../core/view/route-figures.ts';
import { figuresTable } from '../../local/figures.ts';
import { aJob } from '../support/a-job.ts';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();
const now = (seconds: number) => new Date(NOON + seconds * 1000);

function anInstance(given: Partial<JobInstance> = {}): JobInstance {
  return {
    ...{ id: 'i-0123456789abcdef0', type: 'g4dn.xlarge', market: 'spot', zone: 'eu-north-1a' },
    ...{ imageId: 'ami-0123456789abcdef0', launchedAt: at(10), runningAt: at(20) },
    ...{ usdPerHour: 0.18, priceFrom: 'spot', rootGib: 40 },
    ...given,
  };
}

function aResult(given: Partial<TaskResult> = {}): TaskResult {
  return {
    ...{ segments: 1, language: 'sv', languageProbability: 1, confidence: 1, truncated: false },
    ...{ engine: { version: '1', device: 'cuda', computeType: 'int8' }, engineSeconds: 65 },
    durationSeconds: 600,
    audio: { bytes: 9, sha256: '0'.repeat(64) },
    phases: {
      ...{ booted: at(40), claimed: at(50), modelReady: at(62), audioReady: at(56) },
      ...{ firstSegment: at(70), transcribed: at(122), written: at(125) },
    },
    ...given,
  };
}

/** Created at noon; ten minutes of audio, transcribed in one. */
function completed(given: Partial<Job> = {}): Job {
  return aJob({
    ...{ status: 'completed', attempt: 1, createdAt: at(0), launchedAt: at(8) },
    ...{ claimedAt: at(50), endedAt: at(130), instance: anInstance(), result: aResult() },
    ...given,
  });
}

describe('the figures of a completed job', () => {
  test('are its phases, its speed and what an hour of its audio costs', () => {
    const job = completed();
    const usd = costReceipt(job, now(130))?.totalUsd ?? 0;
    expect(jobFigures(job, now(130))).toEqual({
      ...{ jobId: job.jobId, route: 'spot', status: 'completed', model: 'kb-whisper-small' },
      ...{ type: 'g4dn.xlarge', market: 'spot', audioSeconds: 600, realTimeFactor: 0.1 },
      seconds: { queued: 10, boot: 40, model: 22, audio: 6, work: 60, total: 130 },
      ...{ usd, usdPerAudioHour: Math.round(usd * 6 * 1e8) / 1e8 },
      ...{ attempts: 1, interruptions: 0, fellOver: 0, gpuFallback: 0, reused: 0 },
    });
  });

  test('on a machine of a pool begin when it took the job, whenever it booted', () => {
    const instance = anInstance({ pool: 'batch', launchedAt: at(-9000), takenAt: at(45) });
    const phases = { ...aResult().phases, booted: at(-8900) };
    const job = completed({ route: 'batch', instance, result: aResult({ phases }) });
    const { route, seconds } = jobFigures(job, now(130));
    expect(route).toBe('batch');
    expect(seconds).toMatchObject({ queued: 45, boot: 5, model: 17 });
  });

  test('tell of lost machines, of a pool that did not take it, and of the CPU', () => {
    const engine = { version: '1', device: 'cpu', computeType: 'int8' };
    const earlierInstances = [anInstance({ endedAt: at(30) })];
    const job = completed({
      attempt: 2,
      fellOver: true,
      earlierInstances,
      result: aResult({ engine }),
    });
    const figures = jobFigures(job, now(130));
    expect(figures).toMatchObject({ attempts: 2, interruptions: 1 });
    expect(figures).toMatchObject({ fellOver: 1, gpuFallback: 1 });
    // The lost machine did a part of the work.
    expect(figures.realTimeFactor).toBeUndefined();
  });

  test('have no phases of another job, whose transcript it has', () => {
    const job = completed({ reusedFrom: 'job-1', instance: undefined, claimedAt: undefined });
    const { seconds, reused, realTimeFactor } = jobFigures(job, now(130));
    expect(seconds).toEqual({ total: 130 });
    expect(reused).toBe(1);
    expect(realTimeFactor).toBeUndefined();
  });

  test('are numbers, none below zero, whatever the clocks of its machines say', () => {
    const moment = fc.integer({ min: -1000, max: 1000 }).map(at);
    const phases = fc.record({
      ...{ booted: moment, claimed: moment, modelReady: moment, audioReady: moment },
      ...{ firstSegment: fc.option(moment), transcribed: moment, written: moment },
    });
    fc.assert(
      fc.property(phases, fc.nat(50_000), moment, (told, durationSeconds, endedAt) => {
        const result = aResult({ phases: told, durationSeconds });
        const { seconds, ...figures } = jobFigures(completed({ result, endedAt }), now(1000));
        const numbers = [...Object.values(seconds), ...Object.values(figures)].filter(
          (value) => typeof value === 'number',
        );
        expect(numbers.filter((value) => !(value >= 0 && Number.isFinite(value)))).toEqual([]);
      }),
    );
  });
});

test('a failed job and its attempt say by which error', () => {
  const job = aJob({
    ...{ status: 'processing', attempt: 2, createdAt: at(0), launchedAt: at(8) },
    ...{ claimedAt: at(50), instance: anInstance() },
  });
  expect(attemptFigures(job, 'SpotInterrupted', now(90))).toEqual({
    ...{ jobId: job.jobId, attempt: 2, route: 'spot', code: 'SpotInterrupted', fellOver: 0 },
    ...{ type: 'g4dn.xlarge', market: 'spot', seconds: { boot: 40, total: 82 } },
  });
  const error = jobError('AttemptsExhausted', 2);
  const figures = jobFigures({ ...job, status: 'failed', error, endedAt: at(90) }, now(90));
  expect(figures).toMatchObject({ status: 'failed', code: 'AttemptsExhausted' });
  expect(figures.audioSeconds).toBeUndefined();
});

test('figures name no owner, no file, no address and no words of an error', () => {
  const secrets = ['Eriksson', 'hemlig', 'https://'];
  const job = completed({
    ...{ owner: 'Eriksson', metadata: { case: 'hemlig' } },
    audio: { source: 'url', url: 'https://x.example/hemlig.wav', filename: 'hemlig.wav' },
    webhook: { url: 'https://x.example/' },
    error: jobError('AudioUnreadable', 1, 'hemlig'),
  });
  const text = JSON.stringify([
    jobFigures(job, now(130)),
    attemptFigures(job, 'AudioUnreadable', now(130)),
  ]);
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
});

test('jobs that have not ended are counted by route, with the age of the one that waits longest', () => {
  const jobs = [
    aJob({ status: 'queued', createdAt: at(0) }),
    aJob({ status: 'queued', createdAt: at(60) }),
    aJob({ status: 'processing', createdAt: at(-500) }),
    aJob({ status: 'launching', route: 'batch' }),
    aJob({ status: 'awaiting_upload' }),
    aJob({ status: 'failed' }),
  ];
  expect(openFigures(jobs, now(100))).toEqual({
    spot: { queued: 2, oldestQueuedSeconds: 100, running: 1 },
    batch: { queued: 0, oldestQueuedSeconds: 0, running: 1 },
    warm: { queued: 0, oldestQueuedSeconds: 0, running: 0 },
    sagemaker: { queued: 0, oldestQueuedSeconds: 0, running: 0 },
  });
});

/** Ten minutes of audio for a cent, transcribed in one. */
function ended(jobId: string, given: Partial<JobFigures> = {}): JobFigures {
  return {
    ...{ jobId, route: 'spot', status: 'completed', model: 'm', seconds: {}, audioSeconds: 600 },
    ...{ realTimeFactor: 0.1, usd: 0.01, attempts: 1, interruptions: 0 },
    ...{ fellOver: 0, gpuFallback: 0, reused: 0 },
    ...given,
  };
}

test('jobs that have ended are counted once each, and long audio weighs more', () => {
  const { spot, warm } = endedFigures([
    ended('1'),
    ended('1'),
    ended('2', { audioSeconds: 1200, realTimeFactor: 0.4, interruptions: 2 }),
    ended('3', { reused: 1, usd: 0.001 }),
    ended('4', { status: 'failed', realTimeFactor: undefined }),
    ended('5', { status: 'cancelled', usd: 0, fellOver: 1 }),
  ]);
  expect(spot).toEqual({
    ...{ completed: 3, failed: 1, cancelled: 1, audioSeconds: 2400, usd: 0.031 },
    ...{ interruptions: 2, fellOver: 1, realTimeFactor: 0.3, usdPerAudioHour: 0.04 },
  });
  const none = { completed: 0, failed: 0, cancelled: 0, audioSeconds: 0, usd: 0 };
  expect(warm).toEqual({ ...none, interruptions: 0, fellOver: 0 });
});

test('the console shows routes that have jobs, with the same names', () => {
  const open = openFigures([aJob({ status: 'queued', route: 'batch', createdAt: at(0) })], now(1));
  const table = figuresTable({ open, ended: endedFigures([ended('1')]) }).split('\n');
  expect(table.map((line) => line.split(/ +/))).toEqual([
    [
      'route',
      'queued',
      'running',
      'completed',
      'failed',
      'cancelled',
      'realTimeFactor',
      'usdPerAudioHour',
    ],
    ['spot', '0', '0', '1', '0', '0', '0.1', '0.06'],
    ['batch', '1', '0', '0', '0', '0', '-', '-'],
  ]);
  expect(figuresTable({ open: openFigures([], now(1)), ended: endedFigures([]) })).toBe('');
});
