/**
 * The two phases of a job with analyses, as its owner and its machine see them. The test is the agent, so
 * that it can stop at any point; tests/workflow/analysis.test.ts has the whole way.
 */
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { submit } from '../../chaos/submit.ts';
import { AnalysisDocument } from '../../core/analysis/analysis.ts';
import { jobKey } from '../../core/aws/dynamodb/items.ts';
import { analysisKey, attemptAnalysisPieceKey } from '../../core/job/work-order.ts';
import type { JobEvent } from '../../core/job/job-event.ts';
import type { CreateJob } from '../../client/api-client.ts';
import { anAnalysis } from '../support/an-analysis.ts';
import { ask } from '../support/ask.ts';
import { HandAgent, leaveToTest } from '../support/hand-agent.ts';
import { SHORT } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { deliveriesOf } from '../support/webhook-of.ts';
import { statesOf } from './calls.ts';

/** More than the attempts that a job is allowed. */
const TOO_OFTEN = 20;
const EVENTS: JobEvent[] = [
  ...(['job.transcript.completed', 'job.analysis.completed'] as const),
  ...(['job.completed', 'job.failed', 'job.cancelled'] as const),
];

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterEach(() => {
  cloud.cloud.ec2.faults.clear();
  cloud.receiver.answer = () => 204;
});
afterAll(() => cloud.leave());

/** A job with two analyses, whose machines the test has. */
async function submitted(
  options: Pick<CreateJob, 'output'> = {},
  also: (jobId: string) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  return submit(cloud.client, {
    script: { ...SHORT, title: `två analyser ${Math.random()}` },
    webhook: { ...cloud.webhook, events: [...EVENTS] },
    options: { analysis: [{ preset: 'summary' }, { prompt: 'Vem talade?' }], ...options },
    beforeUpload: async (jobId) => {
      leaveToTest(cloud, jobId);
      await also(jobId);
    },
  });
}

/** A job whose machine works on the analyses. */
async function analysing(options: Parameters<typeof submitted>[0] = {}) {
  const jobId = await submitted(options);
  const agent = await HandAgent.of(cloud, jobId);
  await agent.transcribe();
  await agent.awaitAnalysis();
  return { jobId, agent };
}

function done(jobId: string): AnalysisDocument {
  const second = anAnalysis({ preset: 'custom', text: 'Ordföranden.' });
  return { jobId, complete: true, analyses: [anAnalysis(), second] };
}

async function documentOf(jobId: string): Promise<AnalysisDocument> {
  const Bucket = cloud.output('ResultsBucketName');
  const command = new GetObjectCommand({ Bucket, Key: analysisKey(jobId) });
  const { Body } = await cloud.s3.send(command);
  return AnalysisDocument.parse(JSON.parse((await Body?.transformToString()) ?? ''));
}

/** Types of the events that the owner has received, with the ids of their messages. */
function told(jobId: string): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { body, headers } of deliveriesOf(cloud, jobId)) {
    const { type } = JSON.parse(body) as { type: string };
    ids.set(type, [...(ids.get(type) ?? []), headers['webhook-id'] ?? '']);
  }
  return ids;
}

/** The transcript is whole, the job is completed, and each event was sent once. */
async function expectWithout(jobId: string, code: string): Promise<void> {
  await cloud.completed(jobId);
  expect((await documentOf(jobId)).analyses.map(({ error }) => error?.code)).toEqual([code, code]);
  expect((await cloud.jobs.job(jobId))?.analyses).toMatchObject([
    { status: 'failed', error: code },
    { status: 'failed', error: code },
  ]);
  await expectTranscript(jobId);
  await expectTold(jobId);
}

async function expectTranscript(jobId: string): Promise<void> {
  const answer = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}/transcript` });
  expect(JSON.parse(answer.text)).toEqual({ jobId });
}

async function expectTold(jobId: string): Promise<void> {
  await cloud.until('all events have come', jobId, () => told(jobId).size === 3);
  expect([...told(jobId).keys()].sort()).toEqual([
    ...['job.analysis.completed', 'job.completed', 'job.transcript.completed'],
  ]);
  for (const ids of told(jobId).values()) expect(ids).toHaveLength(1);
}

describe('a job with analyses', () => {
  test('has its transcript and tells of it while they are worked on, then all of them at its end', async () => {
    const { jobId, agent } = await analysing();
    expect(await cloud.client.job(jobId)).toMatchObject({ status: 'processing' });
    await expectTranscript(jobId);
    await cloud.until('its owner is told', jobId, () => told(jobId).size === 1);
    expect([...told(jobId).keys()]).toEqual(['job.transcript.completed']);

    await agent.analyse(done(jobId));
    await cloud.completed(jobId);
    expect(await documentOf(jobId)).toEqual(done(jobId));
    expect(await cloud.jobs.job(jobId)).toMatchObject({
      analyses: [
        { preset: 'summary', status: 'completed', claims: { supported: 1 }, seconds: 1.5 },
        { preset: 'custom', status: 'completed' },
      ],
    });
    await expectTold(jobId);
    expect(await statesOf(cloud, jobId)).toEqual([
      ...['Route', 'IsOffered', 'Launch', 'IsLaunched', 'AwaitTranscript', 'Settle', 'Conclude'],
      ...['Outcome', 'AwaitAnalysis', 'Settle', 'Conclude', 'Outcome', 'Completed'],
    ]);
    const events = (await cloud.client.timeline(jobId)).map(({ what }) => what);
    expect(events).toEqual(
      expect.arrayContaining(['transcript-published', 'program-ready', 'analysed', 'completed']),
    );
  });

  test('has its analyses at its output location too', async () => {
    const { jobId, agent } = await analysing({ output: 's3://spotscribe-local-output/a/' });
    const object = async (Key: string) => {
      const Bucket = 'spotscribe-local-output';
      const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket, Key }));
      return JSON.parse((await Body?.transformToString()) ?? '') as unknown;
    };
    expect(await object(`a/${jobId}.json`)).toEqual({ jobId });
    await agent.analyse(done(jobId));
    await cloud.completed(jobId);
    expect(await object(`a/${jobId}.analysis.json`)).toEqual(done(jobId));
  });

  test('says of each analysis how it ended, and is completed with some or all of them failed', async () => {
    const { jobId, agent } = await analysing();
    const [first] = done(jobId).analyses;
    const pending = anAnalysis({ preset: 'custom', status: 'pending' });
    await agent.analyse({ jobId, complete: false, analyses: [first ?? pending, pending] });
    await cloud.completed(jobId);
    const { complete, analyses } = await documentOf(jobId);
    expect(complete).toBe(true);
    expect(analyses.map(({ status, error }) => [status, error?.code])).toEqual([
      ['completed', undefined],
      ['failed', 'AnalysisInterrupted'],
    ]);
  });

  test('is completed without them if the machine writes anything else', async () => {
    const { jobId, agent } = await analysing();
    const nonsense = { jobId, complete: 'yes', analyses: [{ claims: 7 }] } as never;
    await agent.write(`${agent.order.results.prefix}analysis.json`, JSON.stringify(nonsense));
    await agent.answer('what?');
    await expectWithout(jobId, 'AnalysisInterrupted');
  });
});

describe('a machine lost while it works on the analyses', () => {
  test('is replaced by one that has the transcript and what was read of it, and hears nothing', async () => {
    const { jobId, agent } = await analysing();
    await agent.write(attemptAnalysisPieceKey(agent.order, '0-0-abc'), '{"piece":1}');
    agent.lose();
    const next = await HandAgent.of(cloud, jobId, 2);
    expect(next.order).not.toHaveProperty('resume');
    expect(next.order.analysis?.pieces).toHaveLength(1);
    const { url = '', result } = next.order.analysis?.transcript ?? {};
    expect(await (await fetch(url)).json()).toEqual({ jobId });
    await next.answer(result);
    await next.awaitAnalysis();
    await next.analyse(done(jobId));

    await cloud.completed(jobId);
    expect(cloud.instancesOf(jobId)).toHaveLength(2);
    expect(await documentOf(jobId)).toEqual(done(jobId));
    await expectTranscript(jobId);
    await expectTold(jobId);
  });

  test('in every attempt leaves a completed job', async () => {
    const { jobId, agent } = await analysing();
    await agent.fail('SpotInterrupted');
    for (const attempt of [2, 3, 4])
      await (await HandAgent.of(cloud, jobId, attempt)).fail('InstanceLost');
    await expectWithout(jobId, 'AnalysisInterrupted');
    expect(cloud.instancesOf(jobId)).toHaveLength(4);
  });
});

describe('an analysis that is given up', () => {
  test.each([
    ['DeadlineExceeded', 'AnalysisLimitReached'],
    ['MaxCostExceeded', 'AnalysisLimitReached'],
    ['Misconfigured', 'AnalysisInterrupted'],
  ])('because of %s: the job is completed, with %s', async (error, code) => {
    const { jobId, agent } = await analysing();
    await agent.fail(error);
    await expectWithout(jobId, code);
  });

  test('since the machine is silent in every attempt: the same, with AnalysisTimedOut', async () => {
    const error = 'States.HeartbeatTimeout';
    const jobId = await submitted({}, async (execution) => {
      const failure = { execution, state: 'AwaitAnalysis', error, cause: 'Injected.' };
      await cloud.cloud.aws.emulator.put({
        failingTask: { ...failure, times: TOO_OFTEN, isDone: false },
      });
    });
    await (await HandAgent.of(cloud, jobId)).transcribe();
    for (const attempt of [2, 3, 4]) {
      const agent = await HandAgent.of(cloud, jobId, attempt);
      await agent.answer(agent.order.analysis?.transcript?.result);
    }
    await expectWithout(jobId, 'AnalysisTimedOut');
  });

  test('since the deadline is over before another machine is launched', async () => {
    const { jobId, agent } = await analysing();
    await cloud.table.client.send(
      new UpdateCommand({
        TableName: cloud.table.name,
        Key: jobKey(jobId),
        UpdateExpression: 'SET deadlineAt = :now',
        ExpressionAttributeValues: { ':now': new Date().toISOString() },
      }),
    );
    agent.lose();
    await expectWithout(jobId, 'AnalysisLimitReached');
  });

  test('since its execution was stopped by hand', async () => {
    const { jobId } = await analysing();
    const executionArn = cloud.executionArn(jobId);
    await cloud.workflows.send(new StopExecutionCommand({ executionArn }));
    await cloud.until('it is completed', jobId, async () => {
      return (await cloud.jobs.job(jobId))?.status === 'completed';
    });
    await cloud.until('its machine is gone', jobId, () => cloud.remains(jobId).length === 0);
    await expectTranscript(jobId);
    await expectTold(jobId);
    const { analyses } = await documentOf(jobId);
    expect(analyses.map(({ error }) => error?.code)).toEqual([
      ...['AnalysisInterrupted', 'AnalysisInterrupted'],
    ]);
  });
});

describe('a hiccup of AWS', () => {
  test('while the second token is stored: repeated, with the same machine', async () => {
    const jobId = await submitted({}, async (execution) => {
      const failure = { execution, state: 'AwaitAnalysis', cause: 'Injected.', times: 1 };
      for (const failingTask of [
        { ...failure, error: 'DynamoDb.ThrottlingException', isDone: false },
        { ...failure, state: 'Settle', error: 'Lambda.Unknown', isDone: true, times: 2 },
      ]) {
        await cloud.cloud.aws.emulator.put({ failingTask });
      }
    });
    const agent = await HandAgent.of(cloud, jobId);
    await agent.transcribe();
    await agent.awaitAnalysis();
    await agent.analyse(done(jobId));
    expect(await cloud.completed(jobId)).toMatchObject({ attempt: 1 });
    await expectTold(jobId);
  });

  test('that hides the second token from the workflow: the next attempt, once the machine has it', async () => {
    const jobId = await submitted({}, async (execution) => {
      const error = 'DynamoDb.DynamoDbException';
      const failure = { execution, state: 'AwaitAnalysis', cause: 'Injected.', times: 1 };
      await cloud.cloud.aws.emulator.put({ failingTask: { ...failure, error, isDone: true } });
    });
    await (await HandAgent.of(cloud, jobId)).transcribe();
    const next = await HandAgent.of(cloud, jobId, 2);
    await next.answer(next.order.analysis?.transcript?.result);
    await next.awaitAnalysis();
    await next.analyse(done(jobId));
    await cloud.completed(jobId);
    await expectTold(jobId);
  });
});

describe('cancelling', () => {
  async function cancel(jobId: string): Promise<number> {
    return (await ask(cloud, { path: `/jobs/${jobId}/cancel` })).status;
  }

  async function expectCancelled(jobId: string): Promise<void> {
    expect(await cloud.ended(jobId)).toMatchObject({
      status: 'cancelled',
      error: { code: 'Cancelled' },
    });
    expect(await cloud.execution(jobId)).toMatchObject({ status: 'FAILED', error: 'Cancelled' });
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
    await expectTranscript(jobId);
    await cloud.until('its owner is told', jobId, () => told(jobId).size === 2);
    expect([...told(jobId).keys()].sort()).toEqual(['job.cancelled', 'job.transcript.completed']);
    for (const ids of told(jobId).values()) expect(ids).toHaveLength(1);
  }

  test('while the machine works on the analyses: it ends, and the transcript stays', async () => {
    const { jobId } = await analysing();
    expect(await cancel(jobId)).toBe(200);
    await expectCancelled(jobId);
  });

  test('between the two tokens: the same', async () => {
    const answers: number[] = [];
    cloud.receiver.answer = async ({ body }) => {
      const { type, data } = JSON.parse(body) as { type: string; data: { jobId: string } };
      if (type === 'job.transcript.completed') answers.push(await cancel(data.jobId));
      return 204;
    };
    const jobId = await submitted();
    await (await HandAgent.of(cloud, jobId)).transcribe();
    await expectCancelled(jobId);
    expect(answers).toEqual([200]);
  });
});
