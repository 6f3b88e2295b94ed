import { expect, test } from 'vitest';
import { JobView, viewOf } from '../../core/view/job-view.ts';
import { aJob } from '../support/a-job.ts';

const SEEN = { apiUrl: 'https://api.test', now: new Date('2026-11-21T12:00:00.000Z') };

test('a completed job links to the documents that were asked for, and to no others', () => {
  const job = aJob({ status: 'completed', attempt: 1, formats: ['srt', 'json'] });
  const { result, links } = viewOf(job, SEEN);
  expect(result).toEqual({
    transcript: {
      json: `${links.transcript}?format=json`,
      srt: `${links.transcript}?format=srt`,
    },
  });
});

test('a job that is not completed links to none', () => {
  expect(viewOf(aJob({ status: 'processing', attempt: 1 }), SEEN).result).toBe(undefined);
});

const RESULT = {
  ...{ segments: 2, language: 'sv', languageProbability: 1, confidence: 0.9, durationSeconds: 7.3 },
  ...{ engineSeconds: 1, engine: { version: '0.1.0', device: 'cpu', computeType: 'int8' } },
  audio: { bytes: 9, sha256: 'a'.repeat(64) },
  phases: {
    ...{ booted: '2026-11-21T11:59:01.000Z', claimed: '2026-11-21T11:59:02.000Z' },
    ...{ modelReady: '2026-11-21T11:59:02.000Z', audioReady: '2026-11-21T11:59:03.000Z' },
    ...{ firstSegment: null, transcribed: '2026-11-21T11:59:04.000Z' },
    written: '2026-11-21T11:59:05.000Z',
  },
};

test('a job says what is known of its audio, and nothing where all is well', () => {
  const completed = { status: 'completed', attempt: 1 } as const;
  const well = viewOf(aJob({ ...completed, result: { ...RESULT, truncated: false } }), SEEN);
  expect([Object.keys(well.audio), well.flags]).toEqual([
    ['source', 'filename', 'bytes', 'durationSeconds', 'sha256'],
    undefined,
  ]);
  const tracks = [0, 1].map((index) => ({ index, codec: 'aac', channels: 2, heard: index === 1 }));
  const result = { ...RESULT, truncated: true, flags: ['incomplete'], tracks: 2 };
  const odd = JobView.parse(viewOf(aJob({ ...completed, result, tracks }), SEEN));
  expect(odd).toMatchObject({ audio: { truncated: true, tracks }, flags: ['incomplete'] });
});

const SUMMARY = {
  preset: 'summary',
  status: 'completed',
  claims: { supported: 3, unsupported: 1, doubtful: 0 },
  tokens: { prompt: 4000, completion: 600 },
  seconds: 20,
} as const;

test('while analyses are made the transcript is there, with what is known of them', () => {
  const analysis = [{ preset: 'summary', model: 'tiny-llm' } as const, { prompt: 'Who spoke?' }];
  const result = { ...RESULT, truncated: false };
  const times = { transcribedAt: '2026-11-21T11:59:30.000Z' };
  const job = aJob({ status: 'processing', attempt: 1, analysis, result, ...times });
  const progress = { fraction: 0.5, chapters: { read: 1, of: 2 }, tokens: 9, tokensPerSecond: 3 };
  const analysisProgress = { ...progress, at: '2026-11-21T11:59:40.000Z' };
  const view = JobView.parse(viewOf(job, { ...SEEN, analysisProgress }));
  expect(view).toMatchObject({
    progress: { fraction: 1 },
    result: { transcript: { json: expect.any(String) } },
    analysis: {
      analyses: [
        { preset: 'summary', status: 'pending' },
        { preset: 'custom', status: 'pending' },
      ],
      progress: analysisProgress,
    },
  });
  expect(view.result).not.toHaveProperty('analysis');
  expect(view.timings).toHaveProperty('transcriptSeconds');
});

test('done analyses have their counts and a link; a job that failed before has none', () => {
  const analysis = [{ preset: 'summary', model: 'tiny-llm' } as const];
  const done = aJob({ status: 'completed', attempt: 1, analysis, analyses: [SUMMARY] });
  const view = JobView.parse(viewOf({ ...done, analysisOf: 'job-1' }, SEEN));
  expect(view).toMatchObject({
    analysis: { analyses: [SUMMARY] },
    analysisOf: 'job-1',
    result: { analysis: `${view.links.self}/analysis` },
  });
  const failed = aJob({ status: 'failed', attempt: 1, analysis });
  expect(viewOf(failed, SEEN)).not.toHaveProperty('analysis');
});

test('a job on the CPU of a GPU instance says why, and no other does', () => {
  const engine = { ...RESULT.engine, fallback: 'no CUDA device was found' };
  const shown = (type: string, of: typeof engine) => {
    const place = { id: 'i-1', market: 'spot', zone: 'eu-north-1a', imageId: 'ami-1' } as const;
    const result = { ...RESULT, engine: of, truncated: false };
    const job = aJob({ status: 'completed', attempt: 1, instance: { ...place, type }, result });
    return JobView.parse(viewOf(job, SEEN)).instance?.gpuFallback;
  };
  expect(shown('g4dn.xlarge', engine)).toBe('no CUDA device was found');
  expect(shown('c7i.xlarge', engine)).toBe(undefined);
  expect(shown('g4dn.xlarge', { ...engine, device: 'cuda' })).toBe(undefined);
});

test.each([
  ['queued', {}, /when the job begins/],
  ['completed', { reusedFrom: 'job-0123456789abcdef01234567' }, /needed no machine/],
  ['failed', {}, /ended before a route was chosen/],
] as const)('a job without a route says why: %s', (status, changes, because) => {
  const { route } = viewOf(aJob({ status, ...changes }), SEEN);
  expect(route.because).toEqual([expect.stringMatching(because)]);
});
