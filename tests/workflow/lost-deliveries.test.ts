import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { OwnerShares } from '../../core/aws/dynamodb/owner-shares.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { AddressGuard } from '../../core/base/address-guard.ts';
import { jobError } from '../../core/base/job-errors.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { announce } from '../../core/steps/webhooks/announce.ts';
import { deliver } from '../../core/steps/webhooks/deliver.ts';
import { notify } from '../../core/steps/webhooks/notify.ts';
import { replayDelivery, replayFailed } from '../../core/steps/webhooks/replay.ts';
import { deliveriesOf, type Delivery } from '../../core/webhooks/delivery.ts';
import type { Job } from '../../core/job/job.ts';
import { aJob } from '../support/a-job.ts';
import { invoke, invokeRound } from '../support/invoke.ts';
import { Mortal } from '../support/mortal.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { deliveriesOf as heardOf } from '../support/webhook-of.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  // Pauses between tries are not the subject.
  await cloud.cloud.aws.emulator.put({ waitSpeed: 100 });
});
afterAll(() => cloud.leave());

/** What the functions of webhooks work with, here with a life of its own. */
function portsOf(life: Mortal) {
  const table = new JobsTable(cloud.output('JobsTableName'), life.dynamo);
  return {
    stage: 'local',
    apiUrl: cloud.cloud.info.apiUrl,
    deliveryStateMachineArn: cloud.output('DeliveryStateMachineArn'),
    jobs: new JobStore(table),
    deliveries: new DeliveryStore(table),
    endpoints: new EndpointStore(table),
    shares: new OwnerShares(table),
    workflow: new Workflow(life.workflows),
    parameters: new Parameters(life.parameters),
    guard: new AddressGuard([cloud.receiver.address]),
  };
}

const repeating = (write: number) => portsOf(new Mortal(cloud, Infinity, write));
const mortal = (writes: number) => portsOf(new Mortal(cloud, writes));

/** A failed job whose owner has not been told. */
async function untoldJob(): Promise<Job> {
  const job = aJob({
    jobId: newJobId(),
    owner: cloud.cloud.info.owner,
    status: 'failed',
    error: jobError('AudioEmpty', 0),
    webhook: cloud.webhook,
  });
  await cloud.jobs.create(job);
  return job;
}

async function storedOf(jobId: string): Promise<Delivery> {
  const [delivery] = await new DeliveryStore(cloud.table).about(jobId);
  if (!delivery) throw new Error(`${jobId} has no delivery`);
  return delivery;
}

async function delivered(jobId: string): Promise<Delivery> {
  return cloud.until('it is delivered', jobId, async () => {
    const delivery = await storedOf(jobId);
    return delivery.status === 'delivered' && delivery;
  });
}

/** The round that comes a little later finds what was lost. */
const laterRound = () => invokeRound(cloud, 'catchUp', 10);

function failingOnce(jobId: string): void {
  cloud.receiver.answer = () => ({ status: heardOf(cloud, jobId).length > 1 ? 204 : 500 });
}

function messageIds(jobId: string): Set<unknown> {
  return new Set(heardOf(cloud, jobId).map(({ headers }) => headers['webhook-id']));
}

describe('Notify', () => {
  test('writes all deliveries down at once, before the first is tried', async () => {
    const { jobId } = await untoldJob();
    const life = new Mortal(cloud);
    const before: string[][] = [];
    cloud.receiver.answer = () => {
      before.push([...life.writes]);
      return { status: 204 };
    };
    await notify(jobId, portsOf(life));
    cloud.receiver.answer = () => ({ status: 204 });
    expect(before).toEqual([['TransactWriteItemsCommand']]);
    // The result of the try, and its event in the timeline.
    expect(life.writes.slice(1)).toEqual(['PutItemCommand', 'TransactWriteItemsCommand']);
    expect(await storedOf(jobId)).toMatchObject({ status: 'delivered' });
  });

  test.each([1, 2])('killed after write %i, and repeated, tells the owner', async (writes) => {
    const { jobId } = await untoldJob();
    await notify(jobId, mortal(writes)).catch(() => undefined);
    await invoke(cloud, 'notify', { jobId });
    await delivered(jobId);
    expect(messageIds(jobId).size).toBe(1);
  });

  test('killed before the first try, and never repeated, tells the owner', async () => {
    const { jobId } = await untoldJob();
    await notify(jobId, mortal(1)).catch(() => undefined);
    expect(heardOf(cloud, jobId)).toEqual([]);
    await laterRound();
    await delivered(jobId);
    expect(heardOf(cloud, jobId)).toHaveLength(1);
  });

  test('killed after a try that failed, and never repeated, tells the owner', async () => {
    const { jobId } = await untoldJob();
    failingOnce(jobId);
    await notify(jobId, mortal(2)).catch(() => undefined);
    expect(await storedOf(jobId)).toMatchObject({ status: 'pending', failures: 1 });
    await laterRound();
    expect((await delivered(jobId)).tries).toHaveLength(2);
    expect(messageIds(jobId).size).toBe(1);
  });

  test.each([1, 2])('whose write %i is sent twice tries again what failed', async (write) => {
    const { jobId } = await untoldJob();
    failingOnce(jobId);
    await notify(jobId, repeating(write));
    expect((await delivered(jobId)).tries).toHaveLength(2);
    expect(heardOf(cloud, jobId)).toHaveLength(2);
  });

  test('is not repeated by a round that comes while it may still be at it', async () => {
    const { jobId } = await untoldJob();
    await notify(jobId, mortal(1)).catch(() => undefined);
    const { deliveryId } = await storedOf(jobId);
    await invokeRound(cloud, 'catchUp', 1);
    expect(await cloud.deliveryExecution(deliveryId, 0)).toBeUndefined();
    await laterRound();
    await delivered(jobId);
  });
});

describe('a delivery', () => {
  test('that was stored, and whose execution was never started, arrives', async () => {
    const job = await untoldJob();
    const to = { endpoints: [], apiUrl: cloud.cloud.info.apiUrl, at: new Date() };
    await announce(deliveriesOf(job, ['job.failed'], to), mortal(1)).catch(() => undefined);
    await laterRound();
    await delivered(job.jobId);
  });

  test('whose execution ended without an end of its own goes on in another', async () => {
    const { jobId } = await untoldJob();
    await notify(jobId, mortal(1)).catch(() => undefined);
    const { deliveryId } = await storedOf(jobId);
    failingOnce(jobId);
    // Its answer is lost: the step takes it for superseded, and the execution ends.
    await deliver({ deliveryId, round: 0 }, mortal(1)).catch(() => undefined);
    const superseded = { deliveryId, round: 7, next: { waitSeconds: 0 } };
    await cloud.workflows.send(
      new StartExecutionCommand({
        stateMachineArn: cloud.output('DeliveryStateMachineArn'),
        name: `${deliveryId}-0`,
        input: JSON.stringify(superseded),
      }),
    );
    await cloud.until('the execution is over', jobId, async () => {
      return (await cloud.deliveryExecution(deliveryId, 0))?.status === 'SUCCEEDED';
    });
    await laterRound();
    expect(await delivered(jobId)).toMatchObject({ round: 1, failures: 1 });
  });

  test.each([
    ['replay', ({ deliveryId, owner }: Delivery) => replayDelivery({ deliveryId, owner }, dying())],
    [
      'replay with all that failed',
      ({ owner, webhookId, createdAt }: Delivery) =>
        replayFailed({ owner, webhookId, since: new Date(createdAt) }, dying()),
    ],
  ])('whose %s was written, and not started, arrives', async (_what, replay) => {
    const { jobId } = await failedDelivery();
    await replay(await storedOf(jobId)).catch(() => undefined);
    expect(await storedOf(jobId)).toMatchObject({ status: 'pending', round: 1 });
    await laterRound();
    await delivered(jobId);
    expect(heardOf(cloud, jobId)).toHaveLength(1);
  });

  /** After the write to the owner's share, and that to the delivery. */
  const dying = () => mortal(2);

  async function failedDelivery(): Promise<Job> {
    const job = await untoldJob();
    const to = { endpoints: [], apiUrl: cloud.cloud.info.apiUrl, at: new Date() };
    const failed = deliveriesOf(job, ['job.failed'], to).map(
      (delivery) => ({ ...delivery, status: 'failed' }) as const,
    );
    await new DeliveryStore(cloud.table).create(failed);
    return job;
  }
});
