/**
 * Analyses by real machines, whose program is the scripted chat server: markers in a prompt make it
 * misbehave.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import { submit } from '../../chaos/submit.ts';
import type { CreateJob } from '../../client/api-client.ts';
import { AnalysisDocument } from '../../core/analysis/analysis.ts';
import { CreatedJob } from '../../core/view/created-job.ts';
import { ask } from '../support/ask.ts';
import { programIn } from '../support/processes.ts';
import { held, LONG, SHORT } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { deliveriesOf } from '../support/webhook-of.ts';
import { gate } from '../support/gate.ts';

const OTHER_MODEL = 'large-llm';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start({
    engine: STUB_ENGINE,
    program: 'chaos/scripted-chat',
    parameters: { AnalysisModels: `tiny-llm,${OTHER_MODEL}` },
  });
});
afterAll(() => cloud.stop());

type Analyses = NonNullable<CreateJob['analysis']>;

async function submitted(analysis: Analyses, script = SHORT): Promise<string> {
  return submit(cloud.client, {
    script: { ...script, title: `sedan talade ordföranden ${Math.random()}` },
    webhook: {
      ...cloud.webhook,
      events: ['job.transcript.completed', 'job.analysis.completed', 'job.completed'],
    },
    options: { analysis },
  });
}

function typesTold(jobId: string): string[] {
  return deliveriesOf(cloud, jobId).map(({ body }) => (JSON.parse(body) as { type: string }).type);
}

async function analysesOf(jobId: string): Promise<AnalysisDocument> {
  const answer = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}/analysis` });
  return AnalysisDocument.parse(JSON.parse(answer.text));
}

/** One end, with each event once, the transcript untouched, and nothing left running. */
async function expectCompleted(jobId: string): Promise<AnalysisDocument> {
  await cloud.completed(jobId);
  expect(await cloud.client.transcript(jobId)).toMatchObject({ complete: true });
  await cloud.until('all events have come', jobId, () => typesTold(jobId).length >= 3);
  const [first, ...others] = typesTold(jobId);
  expect(first).toBe('job.transcript.completed');
  // They are sent at the same time.
  expect(others.sort()).toEqual(['job.analysis.completed', 'job.completed']);
  return analysesOf(jobId);
}

describe('one job with two analyses', () => {
  test('has its transcript, and tells of it, while the model works; then all in one document', async () => {
    const jobId = await submitted([{ preset: 'summary' }, { prompt: 'Vem talade?' }], LONG);
    const model = await programIn(cloud, { jobId, attempt: 1 }, 'model');
    process.kill(model, 'SIGSTOP');
    await cloud.until('the owner is told', jobId, () => typesTold(jobId).length > 0);
    expect(typesTold(jobId)).toEqual(['job.transcript.completed']);
    const job = await cloud.client.job(jobId);
    expect(job).toMatchObject({ status: 'processing' });
    expect(job.result?.transcript.json).toMatch(/\/transcript/);
    const transcript = await cloud.client.transcript(jobId);
    expect(transcript).toMatchObject({ complete: true });
    expect((await analysesOf(jobId)).analyses.map(({ status }) => status)).toEqual([
      ...['pending', 'pending'],
    ]);

    process.kill(model, 'SIGCONT');
    const { complete, analyses } = await expectCompleted(jobId);
    expect(complete).toBe(true);
    expect(analyses.map(({ preset, status }) => [preset, status])).toEqual([
      ...[
        ['summary', 'completed'],
        ['custom', 'completed'],
      ],
    ]);
    for (const { claims, restsOn } of analyses) {
      expect(restsOn.fraction).toBe(1);
      expect(claims.length).toBeGreaterThan(0);
      for (const { status, support } of claims) {
        expect(status).toBe('supported');
        const [words] = support;
        const segment = transcript.segments.find(({ id }) => id === words?.segment);
        expect(segment?.text).toContain(words?.quote);
        expect(words?.start).toBeGreaterThanOrEqual(segment?.start ?? Infinity);
        expect(words?.end).toBeLessThanOrEqual(segment?.end ?? 0);
      }
    }
  });
});

describe('a fault of the model leaves the job completed, and stands in the analysis', () => {
  test.each([
    ['crash', 'AnalysisCrashed'],
    ['rubbish', 'AnalysisInvalid'],
    ['out-of-schema', 'AnalysisInvalid'],
    ['out-of-memory', 'AnalysisOutOfMemory'],
  ])('%s: %s', async (marker, code) => {
    const jobId = await submitted([{ prompt: `Vem talade? #do:${marker}` }]);
    const { analyses } = await expectCompleted(jobId);
    expect(analyses).toMatchObject([{ status: 'failed', error: { code } }]);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  });

  test.each([
    ['words that were never said', 'never-said', 'unsupported'],
    ['segments that do not exist', 'unknown-ids', 'doubtful'],
  ])('%s: no claim is supported', async (_, marker, status) => {
    const jobId = await submitted([{ prompt: `Vem talade? #do:${marker}` }]);
    const { analyses } = await expectCompleted(jobId);
    const statuses = analyses[0]?.claims.map((claim) => claim.status);
    expect(new Set(statuses)).toEqual(new Set([status]));
  });

  test('a model that the image does not have: not-available', async () => {
    const jobId = await submitted([{ preset: 'summary', model: OTHER_MODEL }]);
    const { analyses } = await expectCompleted(jobId);
    expect(analyses).toMatchObject([{ status: 'failed', error: { code: 'not-available' } }]);
  });
});

describe('a machine that EC2 takes back', () => {
  test('in the middle of the analyses: the next one reads on, and hears nothing', async () => {
    const { file, open } = gate();
    const jobId = await submitted([{ preset: 'summary' }, { prompt: `Vem? #until:${file}#` }]);
    await cloud.until('the transcript is published', jobId, async () => {
      return (await cloud.jobs.job(jobId))?.tokenPhase === 'analysis';
    });
    const transcript = await cloud.client.transcript(jobId);
    cloud.cloud.ec2.host.terminate(cloud.instancesOf(jobId)[0]?.id ?? '');
    open();
    const { analyses } = await expectCompleted(jobId);
    expect(analyses.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(cloud.instancesOf(jobId)).toHaveLength(2);
    expect(await cloud.client.transcript(jobId)).toEqual(transcript);
    const timeline = (await cloud.client.timeline(jobId)).map(({ what }) => what);
    expect(timeline.filter((what) => what === 'transcribed')).toHaveLength(1);
  });

  test('while it transcribes: both go on, on the next one', async () => {
    const { script, letGo } = held();
    const jobId = await submitted([{ preset: 'summary' }], script);
    await programIn(cloud, { jobId, attempt: 1 }, 'engine');
    await cloud.until('the machine has it', jobId, async () => {
      return (await cloud.jobs.job(jobId))?.status === 'processing';
    });
    cloud.cloud.ec2.host.terminate(cloud.instancesOf(jobId)[0]?.id ?? '');
    letGo();
    const { analyses } = await expectCompleted(jobId);
    expect(analyses).toMatchObject([{ status: 'completed', restsOn: { fraction: 1 } }]);
    expect((await cloud.client.transcript(jobId)).segments).toHaveLength(LONG.windows);
  });
});

test('cancelled in the middle of the analyses: nothing runs on, and the transcript stays', async () => {
  const jobId = await submitted([{ prompt: 'Vem talade? #do:hang' }]);
  await cloud.until('the machine has the second token', jobId, async () => {
    return (await cloud.jobs.job(jobId))?.tokenClaimed;
  });
  expect((await ask(cloud, { path: `/jobs/${jobId}/cancel` })).status).toBe(200);
  expect(await cloud.ended(jobId)).toMatchObject({ status: 'cancelled' });
  expect(await cloud.client.transcript(jobId)).toMatchObject({ complete: true });
});

test('a finished transcript is analysed later, without being heard again', async () => {
  const first = await submitted([{ preset: 'summary' }]);
  await expectCompleted(first);
  const path = `/jobs/${first}/analyses`;
  const answer = await ask(cloud, { path, body: { analysis: { preset: 'actions' } } });
  const later = CreatedJob.parse(JSON.parse(answer.text)).jobId;
  await cloud.completed(later);
  const { analyses } = await analysesOf(first);
  expect(analyses).toMatchObject([
    { preset: 'summary', status: 'completed' },
    { preset: 'actions', status: 'completed', jobId: later },
  ]);
  expect(cloud.instancesOf(later)).toHaveLength(1);
  const timeline = (await cloud.client.timeline(later)).map(({ what }) => what);
  expect(timeline).toContain('reused');
  expect(timeline).not.toContain('transcribed');
});
