import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { poolMachineKey, waitingKey } from '../../core/aws/dynamodb/items.ts';
import { OfferStore } from '../../core/aws/dynamodb/offer-store.ts';
import { StaleWrite } from '../../core/aws/dynamodb/job-store.ts';
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { newJobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import { Offer } from '../../core/job/offer.ts';
import { WaitingJob } from '../../core/machines/pool/waiting-job.ts';
import type { PoolMachine } from '../../core/machines/pool/pool-machine.ts';
import { takeOffer } from '../../core/steps/attempts/take-offer.ts';
import { aJob } from '../support/a-job.ts';
import { newInstanceId } from '../support/held-job.ts';
import { scratchTable } from '../support/scratch-table.ts';
import { scriptFile, SHORT } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { deliveriesOf } from '../support/webhook-of.ts';
import { statesOf } from './calls.ts';

let cloud: TestCloud;
let queues: SQSClient;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  queues = new SQSClient({ ...cloud.cloud.aws.connection, useQueueUrlAsEndpoint: false });
});
afterAll(() => cloud.leave());

async function offered(jobId: string): Promise<Job> {
  return cloud.until('the job is offered', jobId, async () => {
    const job = await cloud.jobs.job(jobId);
    return job?.offerId !== undefined && job;
  });
}

/** The offers in a queue, which stay there. */
async function offersIn(queue: 'BatchQueueUrl' | 'WarmQueueUrl'): Promise<Offer[]> {
  const asked = { QueueUrl: cloud.output(queue), MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
  const { Messages = [] } = await queues.send(new ReceiveMessageCommand(asked));
  return Messages.map(({ Body = '' }) => Offer.parse(JSON.parse(Body)));
}

describe('an offer', () => {
  test('to servers of which none is there: four times, then the job gets an instance', async () => {
    await cloud.cloud.aws.emulator.put({ waitSpeed: 100 });
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT), { route: 'spot' });
    await cloud.completed(jobId);
  });

  test('to the batch pool: it waits, says why, and ends at once when it is cancelled', async () => {
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT), {
      route: 'batch',
      webhook: cloud.webhook,
    });
    await offered(jobId);
    const view = await cloud.client.job(jobId);
    expect(view).toMatchObject({ status: 'queued', route: { chosen: 'batch' } });
    expect(view.queuedBecause).toMatchObject({ code: 'Batch' });
    const offer = await cloud.until('its offer is in the queue', jobId, async () =>
      (await offersIn('BatchQueueUrl')).find((one) => one.jobId === jobId),
    );
    expect(offer).toMatchObject({ attempt: 1, offerId: (await offered(jobId)).offerId });
    expect(await cloud.table.get(waitingKey(jobId), WaitingJob)).toMatchObject({ jobId });

    await cloud.client.cancel(jobId);
    const job = await cloud.ended(jobId);
    expect(job.status).toBe('cancelled');
    expect(await statesOf(cloud, jobId)).toEqual([
      ...['Route', 'IsOffered', 'Offer', 'Launch', 'IsLaunched', 'NotLaunched'],
      ...['Settle', 'Conclude', 'Outcome', 'Failed'],
    ]);
    expect(cloud.instancesOf(jobId)).toEqual([]);
    expect(await cloud.table.get(waitingKey(jobId), WaitingJob)).toBeUndefined();
    expect(deliveriesOf(cloud, jobId)).toHaveLength(1);
  });
});

describe('a machine of a pool', () => {
  let table: JobsTable;
  let jobs: OfferStore;
  beforeAll(async () => {
    table = await scratchTable(cloud, 'offers');
    jobs = new OfferStore(table);
  });

  async function machine(given: Partial<PoolMachine> = {}): Promise<string> {
    const id = newInstanceId();
    const known: PoolMachine = {
      ...{ id, type: 'g4dn.xlarge', market: 'spot', zone: 'eu-north-1a', imageId: 'ami-1' },
      ...{ pool: 'warm', kind: 'ec2', ...given },
    };
    const Item = { ...poolMachineKey(id), ...known };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
    return id;
  }

  async function offeredJob(given: Partial<Job> = {}) {
    const jobId = newJobId();
    await jobs.create(aJob({ jobId, ...given }));
    const stored = await jobs.job(jobId);
    if (!stored) throw new TypeError('the job is not stored');
    const now = new Date();
    const routing = {
      chosen: 'warm' as const,
      because: [],
      rejected: [],
      decidedAt: now.toISOString(),
    };
    await jobs.recordOffer(stored, { routing, offerId: 'a'.repeat(32), now });
    return { jobId, attempt: Math.max(1, stored.attempt), offerId: 'a'.repeat(32) };
  }

  test('has the job that it takes, which is launching on it; a repeated claim is no other', async () => {
    const [offer, id] = await Promise.all([offeredJob(), machine()]);
    for (const _ of ['first', 'again']) {
      expect(await takeOffer(id, offer, { jobs })).toMatchObject({ kind: 'tied' });
    }
    expect(await jobs.job(offer.jobId)).toMatchObject({
      status: 'launching',
      attempt: 1,
      instance: { id, pool: 'warm', market: 'spot' },
    });
  });

  test.each([
    ['of another offer', {}, { offerId: 'b'.repeat(32) }],
    ['of an earlier attempt', { attempt: 2 }, { attempt: 1 }],
    ['of a job that is unknown', {}, { jobId: newJobId() }],
  ])('gets nothing with a message %s', async (_, given, other) => {
    const [offer, id] = await Promise.all([offeredJob(given), machine()]);
    expect(await takeOffer(id, { ...offer, ...other }, { jobs })).toEqual({ kind: 'gone' });
    expect((await jobs.job(offer.jobId))?.instance).toBeUndefined();
  });

  test('gets nothing if it is no machine of a pool, or has ended', async () => {
    const offer = await offeredJob();
    const gone = await machine({ endedAt: new Date().toISOString() });
    for (const id of [newInstanceId(), gone]) {
      expect(await takeOffer(id, offer, { jobs })).toEqual({ kind: 'unknown' });
    }
  });

  test('that took a job and died before it accepted: the next one has it', async () => {
    const [offer, died, next] = await Promise.all([offeredJob(), machine(), machine()]);
    await takeOffer(died, offer, { jobs });
    expect(await takeOffer(next, offer, { jobs })).toMatchObject({ kind: 'tied' });
    expect((await jobs.job(offer.jobId))?.instance?.id).toBe(next);
  });

  test('that asks for a job which another has begun gets nothing', async () => {
    const begun = { taskToken: 'its', tokenAttempt: 1 };
    const [first, late] = await Promise.all([machine(), machine()]);
    const instance = {
      id: first,
      type: 'g5.xlarge',
      market: 'spot',
      zone: 'z',
      imageId: 'a',
    } as const;
    const offerId = 'a'.repeat(32);
    const job = aJob({
      jobId: newJobId(),
      status: 'launching',
      attempt: 1,
      offerId,
      instance,
      ...begun,
    });
    await jobs.create(job);
    const offer = { jobId: job.jobId, attempt: 1, offerId };
    expect(await takeOffer(late, offer, { jobs })).toEqual({ kind: 'gone' });
    expect(await takeOffer(first, offer, { jobs })).toMatchObject({ kind: 'tied' });
  });

  test('of many that ask at once: one has the job in the end, and each knows whether it is that one', async () => {
    const offer = await offeredJob();
    const ids = await Promise.all(Array.from({ length: 6 }, () => machine()));
    await Promise.all(ids.map((id) => takeOffer(id, offer, { jobs })));
    const job = await jobs.job(offer.jobId);
    expect(ids).toContain(job?.instance?.id);
    const stale = { ...aJob(), ...job, instance: undefined, status: 'queued' as const };
    await expect(jobs.tie(stale, { ...(await known(ids[0] ?? '')) })).rejects.toThrow(StaleWrite);
  });

  async function known(id: string): Promise<PoolMachine> {
    const found = await jobs.machine(id);
    if (!found) throw new TypeError('the machine is not stored');
    return found;
  }
});
