import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { newJobId } from '../../core/base/job-id.ts';
import type { JobView } from '../../core/view/job-view.ts';
import { storedAudio } from '../../core/job/job.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { busyByHand } from '../support/unplanned-instance.ts';
import { invocationsOf } from './calls.ts';
import { put } from '../support/drop.ts';
import { invokeRound } from '../support/invoke.ts';
import { programOf } from '../support/processes.ts';
import { held, scriptFile, SHORT } from '../support/scripted-audio.ts';
import { deliveriesOf, webhookOf } from '../support/webhook-of.ts';

/** Step Functions takes no more as an input, or as what a state hands on. */
const EXECUTION_BYTES = 256 * 1024;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

/** The job's own end, its owner told once, and nothing of its instance left: EC2 has confirmed it. */
async function expectGivenUp(jobId: string): Promise<JobView> {
  const job = await cloud.ended(jobId);
  expect(job).toMatchObject({ status: 'failed', error: { code: 'Misconfigured' } });
  const { event } = await webhookOf(cloud, jobId);
  expect(event).toMatchObject({ type: 'job.failed', data: { error: job.error } });
  expect(deliveriesOf(cloud, jobId)).toHaveLength(1);
  await cloud.until('the end of its instance is confirmed', jobId, async () => {
    return (await cloud.jobs.job(jobId))?.instance?.terminatedAt;
  });
  return job;
}

/**
 * An execution of this name whose input leaves room for what Route answers, and none for Launch: it fails of
 * States.DataLimitExceeded, which no Catch sees.
 */
async function startOverfull(jobId: string): Promise<void> {
  const stateMachineArn = cloud.output('JobStateMachineArn');
  const input = JSON.stringify({ jobId, padding: 'x'.repeat(EXECUTION_BYTES - 130) });
  await cloud.workflows.send(new StartExecutionCommand({ stateMachineArn, name: jobId, input }));
  await cloud.until('the overfull execution has failed', jobId, async () => {
    return (await cloud.execution(jobId))?.error === 'States.DataLimitExceeded';
  });
}

/** An upload that has arrived, and whose function died before it could start the execution. */
async function queuedWithoutStart(options: object = {}): Promise<string> {
  const body = readFileSync(scriptFile(SHORT));
  await cloud.cloud.aws.emulator.put({ s3Copies: 0 });
  const { jobId } = await cloud.client.createJob({
    audio: { upload: { filename: 'a.wav', bytes: body.length } },
    ...options,
  });
  const created = await cloud.jobs.job(jobId);
  await put(cloud, { key: created ? storedAudio(created).key : '', body });
  await cloud.cloud.aws.emulator.put({ s3Copies: 1 });
  const move = { from: ['awaiting_upload'], to: 'queued', attempt: 0 } as const;
  await cloud.jobs.transition(jobId, move, { event: { what: 'uploaded' } });
  return jobId;
}

/** A job that somebody started by hand would have: it wants to be told of its end. */
const wanted = () => ({ owner: cloud.cloud.info.owner, webhook: cloud.webhook });

describe('an execution that ends without settling its job', () => {
  test('because it was stopped by hand: the job fails, is told, and its instance goes', async () => {
    const { jobId } = await cloud.client.submitFile(scriptFile(held().script), {
      webhook: cloud.webhook,
    });
    await programOf(cloud, jobId, 'engine');
    const executionArn = cloud.executionArn(jobId);
    await cloud.workflows.send(new StopExecutionCommand({ executionArn }));
    const { error } = await expectGivenUp(jobId);
    expect(error?.message).toContain('stopped by hand');
  });

  test('because of an error that no Catch sees: the same, by the event alone', async () => {
    const jobId = await queuedWithoutStart({ webhook: cloud.webhook });
    await startOverfull(jobId);
    const { error } = await expectGivenUp(jobId);
    expect(error?.message).toContain('States.DataLimitExceeded');
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  });

  test('and whose event was lost: found by the next round', async () => {
    const jobId = newJobId();
    const before = invocationsOf(cloud, 'executionOver');
    await startOverfull(jobId);
    // While nobody knows the job yet, the event finds nothing to do.
    await cloud.until('the event has come and gone', jobId, () => {
      return invocationsOf(cloud, 'executionOver') > before;
    });
    await busyByHand(cloud, { ...wanted(), jobId });
    await invokeRound(cloud, 'catchUp', 2);
    await expectGivenUp(jobId);
  });
});

describe('an event of S3 that never comes', () => {
  afterEach(() => cloud.cloud.aws.emulator.put({ s3Copies: 1 }));

  test('of an upload: the next round finds the object, and the job is completed', async () => {
    await cloud.cloud.aws.emulator.put({ s3Copies: 0 });
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT));
    await invokeRound(cloud, 'catchUp');
    // It has just been created: its event may still be on its way.
    expect((await cloud.jobs.job(jobId))?.status).toBe('awaiting_upload');
    await invokeRound(cloud, 'catchUp', 2);
    await cloud.completed(jobId);
  });

  test('of an upload that never came either: the job fails by itself', async () => {
    const { jobId } = await cloud.client.createJob({
      audio: { upload: { filename: 'a.wav', bytes: 9 } },
      webhook: cloud.webhook,
    });
    await invokeRound(cloud, 'catchUp', 16);
    expect((await cloud.jobs.job(jobId))?.status).toBe('awaiting_upload');
    await invokeRound(cloud, 'catchUp', 21);
    const job = await cloud.ended(jobId);
    expect(job.error?.code).toBe('UploadExpired');
    await webhookOf(cloud, jobId);
  });
});

describe('a start that was lost', () => {
  test('is made up for by the next round', async () => {
    const jobId = await queuedWithoutStart();
    await invokeRound(cloud, 'catchUp', 2);
    await cloud.completed(jobId);
  });
});

describe('what goes its way', () => {
  test('is left alone, while it works and when it is over', async () => {
    const { script, letGo } = held();
    const { jobId } = await cloud.client.submitFile(scriptFile(script));
    await programOf(cloud, jobId, 'engine');
    for (const minutes of [0, 2, 600]) await invokeRound(cloud, 'catchUp', minutes);
    letGo();
    const done = await cloud.receipted(jobId);
    await invokeRound(cloud, 'catchUp', 600);
    expect(await cloud.client.job(jobId)).toEqual(done);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
    const open = await cloud.lists.open(new Date(Date.now() + 60_000));
    expect(JSON.stringify(open)).not.toContain(jobId);
  });
});
