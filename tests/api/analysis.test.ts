/** Analyses by the API: asked for, read in every format, and asked for later. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AnalysisDocument, type Analysis } from '../../core/analysis/analysis.ts';
import { ANALYSIS_CONTENT_TYPES } from '../../core/analysis/documents/render-analyses.ts';
import { RoutedQuote } from '../../core/job/routed-quote.ts';
import { newJobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import { analysisKey, attemptAnalysisProgressKey } from '../../core/job/work-order.ts';
import { CreatedJob } from '../../core/view/created-job.ts';
import { JobView } from '../../core/view/job-view.ts';
import { aJob } from '../support/a-job.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { aResult } from '../support/task-result.ts';
import { TestCloud } from '../support/test-cloud.ts';

const UPLOAD = { audio: { upload: { filename: 'a.wav', bytes: 9 } } };
const SUMMARY = { preset: 'summary' };
const MODEL = 'tiny-llm';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

async function create(more: object, headers: Record<string, string> = {}): Promise<CreatedJob> {
  const { status, text } = await ask(cloud, { body: { ...UPLOAD, ...more }, headers });
  expect({ status, text }).toMatchObject({ status: 202 });
  return CreatedJob.parse(JSON.parse(text));
}
type CreatedJob = ReturnType<typeof CreatedJob.parse>;

async function analysesOf(jobId: string): Promise<AnalysisDocument> {
  const { status, text } = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}/analysis` });
  expect({ status, text }).toMatchObject({ status: 200 });
  return AnalysisDocument.parse(JSON.parse(text));
}

async function viewOf(jobId: string): Promise<JobView> {
  const { text } = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}` });
  return JobView.parse(JSON.parse(text));
}

function put(key: string, content: unknown) {
  const Bucket = cloud.output('ResultsBucketName');
  return cloud.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: JSON.stringify(content) }));
}

const CLAIM = {
  text: 'Mötet börjar klockan nio <b>.',
  status: 'supported' as const,
  support: [{ segment: 0, start: 1, end: 2, quote: 'klockan nio', match: 'exact' as const }],
};

function anAnalysis(more: Partial<Analysis> = {}): Analysis {
  return {
    ...{ preset: 'summary', status: 'completed', language: 'sv', model: MODEL, text: CLAIM.text },
    ...{ claims: [CLAIM], chapters: [], tokens: { prompt: 9, completion: 3 }, timings: {} },
    restsOn: { readSeconds: 10, fraction: 1, chapters: { read: 1, of: 1 }, missing: [] },
    ...more,
  };
}

/** Stored as its workflow leaves it. */
async function finished(analyses: Analysis[] = [], more: Partial<Job> = {}): Promise<string> {
  const jobId = newJobId();
  const analysis = analyses.map(() => ({ preset: 'summary' as const, model: MODEL }));
  const asked = analyses.length > 0 ? { analysis } : {};
  const base = { jobId, status: 'completed', attempt: 1, result: aResult() } as const;
  await cloud.jobs.create(aJob({ ...base, ...asked, ...more }));
  if (analyses.length > 0) await put(analysisKey(jobId), { jobId, complete: true, analyses });
  return jobId;
}

describe('POST /jobs with analyses', () => {
  test('takes one or several, and they are pending until they are done', async () => {
    const minutes = { preset: 'minutes', language: 'en', model: MODEL };
    const { jobId } = await create({ analysis: [SUMMARY, minutes] });
    expect(await analysesOf(jobId)).toMatchObject({
      ...{ jobId, complete: false },
      analyses: [
        { preset: 'summary', status: 'pending', model: MODEL },
        { preset: 'minutes', status: 'pending', language: 'en' },
      ],
    });
    const { analysis } = await viewOf(jobId);
    expect(analysis?.analyses.map(({ status }) => status)).toEqual(['pending', 'pending']);
    const one = await create({ analysis: { prompt: 'Vem talar?' } });
    expect((await analysesOf(one.jobId)).analyses).toMatchObject([{ preset: 'custom' }]);
  });

  test.each([
    ['analysis.0.model', [{ ...SUMMARY, model: 'gpt-9' }]],
    ['analysis.0.model', { ...SUMMARY, model: 'gpt-9' }],
    ['analysis.preset', { preset: 'poem' }],
    ['analysis.1.colour', [SUMMARY, { ...SUMMARY, colour: 'red' }]],
    ['analysis.schema.type', { schema: { type: 'string' } }],
    ['analysis', {}],
    ['analysis', []],
  ])('%s is told if it is wrong', async (path, analysis) => {
    const problem = expectProblem(
      await ask(cloud, { body: { ...UPLOAD, analysis } }),
      422,
      'invalid',
    );
    expect(problem.errors?.map((one) => one.path)).toContain(path);
  });

  test('another analysis is another request', async () => {
    const headers = { 'idempotency-key': newJobId() };
    const first = await create({ analysis: SUMMARY }, headers);
    expect((await create({ analysis: [SUMMARY] }, headers)).jobId).toBe(first.jobId);
    const other = { body: { ...UPLOAD, analysis: { preset: 'minutes' } }, headers };
    expectProblem(await ask(cloud, other), 422, 'idempotency-mismatch');
  });

  test('is quoted with them', async () => {
    const quoteOf = async (more: object) => {
      const body = { durationSeconds: 3600, ...more };
      const { text } = await ask(cloud, { path: '/quote', body });
      return RoutedQuote.parse(JSON.parse(text));
    };
    const [plain, analysed] = [await quoteOf({}), await quoteOf({ analysis: SUMMARY })];
    expect(plain.analysis).toBeUndefined();
    expect(analysed.analysis?.promptTokens).toBeGreaterThan(10_000);
    expect(analysed.costUsd.high).toBeGreaterThan(plain.costUsd.high);
    expect(analysed.completedInSeconds.high).toBeGreaterThan(plain.completedInSeconds.high);
    expect(analysed.because.join(' ')).toContain('tokens to read');
  });
});

test('while a job works its view has the progress, and the transcript once it is published', async () => {
  const jobId = newJobId();
  const analysis = [{ preset: 'summary' as const, model: MODEL }];
  const working = { jobId, status: 'processing', attempt: 2, analysis } as const;
  await cloud.jobs.create(aJob({ ...working, result: aResult() }));
  const chapters = { read: 1, of: 4 };
  const at = '2026-11-30T10:00:00.000Z';
  const progress = { fraction: 0.25, chapters, tokens: 90, tokensPerSecond: 30, at };
  await put(attemptAnalysisProgressKey(working), progress);
  const view = await viewOf(jobId);
  expect(view).toMatchObject({ progress: { fraction: 1 }, analysis: { progress } });
  expect(view.result).toMatchObject({ transcript: { json: expect.any(String) } });
  await put(attemptAnalysisProgressKey(working), { fraction: 7, note: 'x'.repeat(5000) });
  expect((await viewOf(jobId)).analysis).not.toHaveProperty('progress');
});

describe('GET /jobs/{id}/analysis', () => {
  test.each(['json', 'txt', 'md', 'docx'] as const)('%s', async (format) => {
    const jobId = await finished([anAnalysis()]);
    const { apiUrl, apiKey } = cloud.cloud.info;
    const answer = await fetch(`${apiUrl}/jobs/${jobId}/analysis?format=${format}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect(answer.headers.get('content-type')).toBe(ANALYSIS_CONTENT_TYPES[format]);
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (format === 'docx') expect(bytes.subarray(0, 4)).toEqual(Buffer.from('PK\x03\x04'));
    else expect(bytes.toString()).toContain('klockan nio');
    if (format === 'md') expect(bytes.toString()).not.toContain('<b>');
  });

  test('of an unknown format is refused', async () => {
    const path = `/jobs/${await finished([anAnalysis()])}/analysis?format=pdf`;
    expectProblem(await ask(cloud, { method: 'GET', path }), 422, 'invalid');
  });

  test('a job that has none is not found, with the way to one', async () => {
    const path = `/jobs/${await finished()}/analysis`;
    const problem = expectProblem(await ask(cloud, { method: 'GET', path }), 404, 'not-found');
    expect(problem.detail).toContain('POST /jobs/{id}/analyses');
  });

  test('a large one lies elsewhere', async () => {
    const claims = Array.from({ length: 30_000 }, () => CLAIM);
    const jobId = await finished([anAnalysis({ claims })]);
    const path = `/jobs/${jobId}/analysis`;
    const { status, headers } = await ask(cloud, { method: 'GET', path });
    expect(status).toBe(303);
    const answer = await fetch(headers.get('location') ?? '');
    expect(answer.headers.get('content-type')).toBe('application/json');
    const found = AnalysisDocument.parse(await answer.json());
    expect(found.analyses[0]?.claims).toHaveLength(30_000);
  });
});

describe('POST /jobs/{id}/analyses', () => {
  const askLater = (jobId: string, body: object, headers: Record<string, string> = {}) =>
    ask(cloud, { path: `/jobs/${jobId}/analyses`, body, headers });

  test('makes a later job, whose analyses are shown with those of the first', async () => {
    const jobId = await finished([anAnalysis()]);
    const answer = await askLater(jobId, { analysis: { preset: 'actions' }, metadata: { n: '1' } });
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 202 });
    const later = CreatedJob.parse(JSON.parse(answer.text));
    expect(answer.headers.get('location')).toBe(later.links.self);
    expect(later.quote?.analysis?.promptTokens).toBeGreaterThan(0);
    const view = await viewOf(later.jobId);
    expect(view).toMatchObject({ analysisOf: jobId, metadata: { n: '1' } });
    const found = await analysesOf(jobId);
    expect(found.analyses).toMatchObject([
      { preset: 'summary', status: 'completed' },
      { preset: 'actions', jobId: later.jobId },
    ]);
    expect(found.analyses[0]).not.toHaveProperty('jobId');
  });

  test('repeated with its key it makes one job', async () => {
    const jobId = await finished();
    const headers = { 'idempotency-key': newJobId() };
    const answers = [];
    for (const _ of [1, 2]) answers.push(await askLater(jobId, { analysis: SUMMARY }, headers));
    const [first, second] = answers.map(({ text }) => CreatedJob.parse(JSON.parse(text)).jobId);
    expect(first).toBe(second);
    const other = { analysis: { preset: 'minutes' } };
    expectProblem(await askLater(jobId, other, headers), 422, 'idempotency-mismatch');
  });

  test('needs a transcript that is finished', async () => {
    const { jobId } = await create({});
    const problem = expectProblem(
      await askLater(jobId, { analysis: SUMMARY }),
      409,
      'not-in-this-state',
    );
    expect(problem.detail).toContain('awaiting_upload');
    expectProblem(await askLater(newJobId(), { analysis: SUMMARY }), 404, 'not-found');
  });

  test.each([
    ['analysis', {}],
    ['audio', { analysis: SUMMARY, ...UPLOAD }],
    ['analysis.0.model', { analysis: { ...SUMMARY, model: 'gpt-9' } }],
    ['deadline', { analysis: SUMMARY, deadline: '2020-01-01T00:00:00Z' }],
    ['webhook.url', { analysis: SUMMARY, webhook: { url: 'https://127.0.0.1/x' } }],
  ])('%s is told if it is wrong', async (path, body) => {
    const problem = expectProblem(await askLater(await finished(), body), 422, 'invalid');
    expect(problem.errors?.map((one) => one.path)).toEqual([path]);
  });
});
