import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { JobView } from '../../core/view/job-view.ts';
import type { JobStatus } from '../../core/job/job-status.ts';
import { transcriptKey } from '../../core/job/work-order.ts';
import type { Script } from '../../chaos/script.ts';
import { REASONS } from '../../local/ec2/instance.ts';
import { ask, expectProblem, type Answered } from '../support/ask.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { statesOf } from './calls.ts';
import { programOf } from '../support/processes.ts';
import { held, LONG, scriptFile, SHORT } from '../support/scripted-audio.ts';
import { deliveriesOf, webhookOf } from '../support/webhook-of.ts';

const NO_CAPACITY = { kind: 'pool', code: 'InsufficientInstanceCapacity' } as const;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterEach(() => cloud.cloud.ec2.faults.clear());
afterAll(() => cloud.leave());

async function cancel(jobId: string): Promise<Answered> {
  return ask(cloud, { path: `/jobs/${jobId}/cancel` });
}

async function submit(script: Script): Promise<string> {
  return (await cloud.client.submitFile(scriptFile(script), { webhook: cloud.webhook })).jobId;
}

async function inState(jobId: string, status: JobStatus): Promise<void> {
  await cloud.until(`the job is ${status}`, jobId, async () => {
    return (await cloud.jobs.job(jobId))?.status === status;
  });
}

/** Everything that must be so when a job was cancelled, whenever that was. */
async function expectCancelled(jobId: string): Promise<JobView> {
  const answer = await cancel(jobId);
  expect(answer.status).toBe(200);
  expect(JobView.parse(JSON.parse(answer.text))).toMatchObject({ jobId, status: 'cancelled' });

  const job = await cloud.ended(jobId);
  expect(job).toMatchObject({ status: 'cancelled', error: { code: 'Cancelled' } });
  expect(await cloud.execution(jobId)).toMatchObject({ status: 'FAILED', error: 'Cancelled' });
  const { event } = await webhookOf(cloud, jobId);
  expect(event).toMatchObject({ type: 'job.cancelled', data: { status: 'cancelled' } });
  const atRest = await cloud.atRest(jobId);
  expect((await cancel(jobId)).text).toBe(JSON.stringify(atRest));
  expect(deliveriesOf(cloud, jobId)).toHaveLength(1);
  return atRest;
}

async function timesTold(jobId: string, what: string): Promise<number> {
  const timeline = await cloud.client.timeline(jobId);
  return timeline.filter((event) => event.what === what).length;
}

describe('cancelling a job', () => {
  test('that waits for its upload: no machine, also when the audio comes after all', async () => {
    const { webhook } = cloud;
    const audio = { upload: { filename: 'a.wav', bytes: 5 } };
    const { jobId, upload } = await cloud.client.createJob({ audio, webhook });
    await expectCancelled(jobId);

    const { 'content-length': _, ...headers } = upload?.headers ?? {};
    await fetch(upload?.url ?? '', { method: 'PUT', headers, body: 'audio' });
    expect(cloud.instancesOf(jobId)).toEqual([]);
  });

  test('that waits for capacity: it ends, and its owner hears, before its pause is over', async () => {
    cloud.cloud.ec2.faults.add(NO_CAPACITY);
    const jobId = await submit(SHORT);
    const { queuedBecause } = await cloud.until('it waits', jobId, async () => {
      const job = await cloud.jobs.job(jobId);
      return job?.status === 'queued' && job.queuedBecause && job;
    });
    await expectCancelled(jobId);
    const execution = await cloud.execution(jobId);
    const over = execution?.stopDate?.getTime() ?? Infinity;
    expect(over).toBeLessThan(Date.parse(queuedBecause?.retryAt ?? ''));

    cloud.cloud.ec2.faults.clear();
    expect(cloud.instancesOf(jobId)).toEqual([]);
  });

  test('while EC2 is asked for its instance: that one is ended before it works', async () => {
    const { promise: until, resolve: answer } = Promise.withResolvers<undefined>();
    cloud.cloud.ec2.faults.add({ kind: 'held', action: 'CreateFleet', until, times: 1 });
    const jobId = await submit(SHORT);
    await cloud.until('EC2 is asked', jobId, () => cloud.instancesOf(jobId).length === 1);
    const cancelled = expectCancelled(jobId);
    await inState(jobId, 'cancelled');
    answer(undefined);
    await cancelled;
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
    expect(await timesTold(jobId, 'processing')).toBe(0);
  });

  test('while its machine boots, and while it works: the machine goes', async () => {
    const [booting, working] = await Promise.all([submit(LONG), submit(held().script)]);
    await cloud.until('its token is stored', booting, async () => {
      return (await cloud.jobs.job(booting))?.taskToken !== undefined;
    });
    await expectCancelled(booting);
    await programOf(cloud, working, 'engine');
    const job = await expectCancelled(working);
    expect(job.attempt).toBe(1);
    expect(cloud.instancesOf(working)).toHaveLength(1);
  });

  test('whose machine hears of nothing: EC2 is asked for its end at once, not the machine', async () => {
    const jobId = await submit(held().script);
    for (const program of ['engine', 'agent'] as const) {
      process.kill(await programOf(cloud, jobId, program), 'SIGSTOP');
    }
    await expectCancelled(jobId);
    expect(await statesOf(cloud, jobId)).toEqual([
      ...['Route', 'IsOffered', 'Launch', 'IsLaunched', 'AwaitTranscript'],
      ...['Settle', 'Conclude', 'Outcome', 'Failed'],
    ]);
    expect(cloud.instancesOf(jobId).map(({ stateReason }) => stateReason)).toEqual([REASONS.user]);
  });

  test('that has ended is refused, and leaves it as it is', async () => {
    const jobId = await submit(SHORT);
    const done = await cloud.receipted(jobId);
    const problem = expectProblem(await cancel(jobId), 409, 'not-in-this-state');
    expect(problem.detail).toContain('completed');
    expect(await cloud.client.job(jobId)).toEqual(done);
  });

  test('in the moment in which it is completed: one end, of which the owner hears once', async () => {
    const jobId = await submit(SHORT);
    const key = transcriptKey(jobId, 'json');
    await cloud.until('its transcript is written', jobId, async () => {
      const bucket = cloud.output('ResultsBucketName');
      return (await new ObjectReader(cloud.s3).head({ bucket, key })) !== undefined;
    });
    const { status } = await cancel(jobId);
    const job = await cloud.ended(jobId);
    const { event } = await webhookOf(cloud, jobId);

    expect([status, job.status]).toEqual(
      job.status === 'cancelled' ? [200, 'cancelled'] : [409, 'completed'],
    );
    expect(event.type).toBe(`job.${job.status}`);
    expect(deliveriesOf(cloud, jobId)).toHaveLength(1);
    expect((await timesTold(jobId, 'completed')) + (await timesTold(jobId, 'cancelled'))).toBe(1);
  });

  test('of somebody else, or that never was: the same 404', async () => {
    const { jobId } = await cloud.client.createJob({
      audio: { upload: { filename: 'a.wav', bytes: 5 } },
    });
    for (const id of ['job-0123456789abcdef01234567', 'nonsense']) {
      expectProblem(await cancel(id), 404, 'not-found');
    }
    await inState(jobId, 'awaiting_upload');
  });
});
