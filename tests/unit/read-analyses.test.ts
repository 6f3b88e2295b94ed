import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../core/analysis/analysis.ts';
import type { Job } from '../../core/job/job.ts';
import { analysisKey, attemptAnalysisKey } from '../../core/job/work-order.ts';
import { readAnalyses } from '../../core/steps/requests/read-analyses.ts';
import { aJob } from '../support/a-job.ts';

const SUMMARY = { preset: 'summary', model: 'tiny-llm' } as const;
const MINUTES = { preset: 'minutes', model: 'tiny-llm' } as const;
const JOB = aJob({ status: 'processing', attempt: 2, analysis: [SUMMARY, MINUTES] });
const { jobId } = JOB;
const LATER = 'job-ffffffffffffffffffffffff';

function done(text: string, preset: Analysis['preset'] = 'summary'): Analysis {
  return {
    ...{ preset, status: 'completed', language: 'sv', model: 'tiny-llm', text },
    ...{ claims: [], chapters: [], tokens: { prompt: 1, completion: 1 }, timings: {} },
    restsOn: { readSeconds: 1, fraction: 1, chapters: { read: 1, of: 1 }, missing: [] },
  };
}

const document = (analyses: Analysis[], complete = true) =>
  JSON.stringify({ jobId, complete, analyses });

function read(job: Job, stored: Record<string, string>, later: Job[] = []) {
  return readAnalyses(job, {
    jobs: { job: (id) => Promise.resolve(later.find((one) => one.jobId === id)) },
    later: { of: () => Promise.resolve(later) },
    objects: {
      text: ({ key }, most) => {
        const text = stored[key];
        return Promise.resolve((text ?? '').length > (most ?? Infinity) ? undefined : text);
      },
    },
    resultsBucket: 'results',
  });
}

describe('the analyses of a job', () => {
  test('that has asked for none are none', async () => {
    expect(await read(aJob(), {})).toBeUndefined();
  });

  test('are pending until one is done', async () => {
    const found = await read(JOB, {});
    expect(found).toMatchObject({
      ...{ jobId, complete: false },
      analyses: [
        { preset: 'summary', status: 'pending', model: 'tiny-llm' },
        { preset: 'minutes', status: 'pending' },
      ],
    });
  });

  test('are those of the newest attempt that wrote any, and pending ones', async () => {
    const [first, second] = [1, 2].map((attempt) => attemptAnalysisKey({ jobId, attempt }));
    const stored = { [`${first}`]: document([done('old')], false) };
    expect((await read(JOB, stored))?.analyses.map(({ text }) => text)).toEqual(['old', '']);
    stored[`${second}`] = document([done('new')], false);
    expect(await read(JOB, stored)).toMatchObject({
      complete: false,
      analyses: [{ text: 'new', status: 'completed' }, { status: 'pending' }],
    });
  });

  test('of a completed job are what was kept of it, whatever a late machine writes', async () => {
    const job = { ...JOB, status: 'completed' as const };
    const stored = {
      [analysisKey(jobId)]: document([done('kept'), done('kept', 'minutes')]),
      [attemptAnalysisKey(JOB)]: document([done('late')]),
    };
    const found = await read(job, stored);
    expect(found?.complete).toBe(true);
    expect(found?.analyses.map(({ text }) => text)).toEqual(['kept', 'kept']);
  });

  test('that never will be done are failed', async () => {
    const found = await read({ ...JOB, status: 'cancelled' }, {});
    expect(found).toMatchObject({ complete: true, analyses: [{ status: 'failed' }, {}] });
  });

  test.each([
    ['no JSON', '{'],
    ['another shape', '{"analyses": 1}'],
    ['more than there can be', document([done('x'.repeat(9_000_000))])],
  ])('that a machine wrote as %s are not done', async (_, text) => {
    const found = await read(JOB, { [attemptAnalysisKey(JOB)]: text });
    expect(found?.analyses.map(({ status }) => status)).toEqual(['pending', 'pending']);
  });

  test('more than were asked for are left out', async () => {
    const stored = { [attemptAnalysisKey(JOB)]: document([1, 2, 3].map((n) => done(`${n}`))) };
    expect((await read(JOB, stored))?.analyses).toHaveLength(2);
  });

  test('have those of later jobs after them, by the names of these', async () => {
    const first = aJob({ status: 'completed', attempt: 1 });
    const later = aJob({ jobId: LATER, status: 'completed', attempt: 1, analysis: [SUMMARY] });
    const stored = { [analysisKey(LATER)]: document([done('later')]) };
    const found = await read(first, stored, [later]);
    expect(found).toMatchObject({ jobId: first.jobId, complete: true });
    expect(found?.analyses).toMatchObject([{ text: 'later', jobId: LATER }]);
  });
});
