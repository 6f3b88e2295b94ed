import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { jobKey, machineSeatsKey, machinesKey } from '../../core/aws/dynamodb/items.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { MachineQuotas } from '../../core/aws/dynamodb/machine-quotas.ts';
import { MachineSeats } from '../../core/aws/dynamodb/machine-seats.ts';
import { newJobId } from '../../core/base/job-id.ts';
import type { Job, JobInstance } from '../../core/job/job.ts';
import type { Script } from '../../chaos/script.ts';
import { ApiClient } from '../../client/api-client.ts';
import { aJob } from '../support/a-job.ts';
import { invokeRound } from '../support/invoke.ts';
import { scratchTable } from '../support/scratch-table.ts';
import { scriptFile, SHORT } from '../support/scripted-audio.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';

const WANTED = { types: ['g4dn.xlarge'], markets: ['spot'] } as const;
/** Four machines. */
const VCPUS = { spot: 16, 'on-demand': 0 };
const MINUTE_MS = 60_000;
/** Runs until the test is over. */
const ENDLESS: Script = { title: 'ännu talar ordföranden', windows: 300, paceSeconds: 1 };

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

describe('seats in the table', () => {
  let table: JobsTable;
  let jobs: JobStore;
  let now: number;
  let owners: { anna: string; bert: string };
  beforeAll(async () => {
    table = await scratchTable(cloud, 'seats');
    jobs = new JobStore(table);
  });
  beforeEach(async () => {
    now = Date.now();
    const own = newJobId();
    owners = { anna: `anna-${own}`, bert: `bert-${own}` };
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: machinesKey }));
    await new MachineQuotas(table).keep(VCPUS);
  });

  async function take(job: Pick<Job, 'jobId' | 'owner' | 'attempt'>) {
    return new MachineSeats(table, () => now).take(job, WANTED);
  }

  async function launching(owner: string, given: Partial<Job> = {}): Promise<Job> {
    const job = aJob({ status: 'launching', attempt: 1, owner, ...given, jobId: newJobId() });
    await jobs.create(job);
    return job;
  }

  /** Jobs that take a seat at the same time. @returns those that were given none */
  async function takeMany(count: number, owner: string): Promise<Job[]> {
    const wanting = await Promise.all(Array.from({ length: count }, () => launching(owner)));
    const answers = await Promise.all(wanting.map(take));
    return wanting.filter((_, nth) => answers[nth] !== undefined);
  }

  test('without a quota that is known everybody has one', async () => {
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: machinesKey }));
    expect(await takeMany(9, owners.anna)).toEqual([]);
  });

  test('an owner who is alone has all machines, and no more', async () => {
    await take(await launching(owners.anna));
    expect(await takeMany(6, owners.anna)).toHaveLength(3);
  });

  test('beside another owner half of them, until that one has launched nothing for a while', async () => {
    await take(await launching(owners.bert));
    expect(await takeMany(5, owners.anna)).toHaveLength(3);
    expect(await takeMany(5, owners.bert)).toHaveLength(4);
    const full = { machines: 4, isSharing: true, ofOwner: 2 };
    expect(await take(await launching(owners.bert))).toEqual(full);
    now += 11 * MINUTE_MS;
    expect(await takeMany(5, owners.bert)).toHaveLength(3);
  });

  test('a repeated step takes none twice, and one that was given back is free', async () => {
    const [first, ...others] = await Promise.all(
      Array.from({ length: 4 }, () => launching(owners.anna)),
    );
    if (!first) throw new TypeError('no job');
    for (const job of [first, ...others, first, first]) expect(await take(job)).toBeUndefined();
    const next = await launching(owners.anna);
    expect(await take(next)).toEqual({ machines: 4, isSharing: false, ofOwner: 4 });
    const seats = new MachineSeats(table);
    await seats.release(first);
    await seats.release(first);
    expect(await take(next)).toBeUndefined();
  });

  test('one whose release was lost is found, one of a machine that shuts down is kept', async () => {
    const at = new Date(now - MINUTE_MS).toISOString();
    const instance = { id: 'i-1', type: 'g4dn.xlarge', zone: 'eu-north-1a', imageId: 'ami-1' };
    const ended = { ...instance, market: 'spot', endedAt: at } satisfies JobInstance;
    const shuttingDown = await launching(owners.anna, {
      ...{ status: 'completed', endedAt: at, instance: ended },
    });
    const stale = [
      await launching(owners.anna, {
        ...{ status: 'completed', endedAt: at, instance: { ...ended, terminatedAt: at } },
      }),
      await launching(owners.anna, { status: 'cancelled', endedAt: at }),
      { ...(await launching(owners.anna, { attempt: 2 })), attempt: 1 },
    ];
    for (const job of [shuttingDown, ...stale]) expect(await take(job)).toBeUndefined();
    expect(await takeMany(5, owners.anna)).toHaveLength(2);
    now += 11 * MINUTE_MS;
    expect(await take(await launching(owners.anna))).toBeUndefined();
  });
});

describe('jobs of an owner that are many', () => {
  const mine: string[] = [];
  beforeAll(async () => {
    const { aws, ec2 } = cloud.cloud;
    await aws.emulator.put({ quotas: { 'L-3819A6DF': VCPUS.spot } });
    ec2.faults.quota = VCPUS.spot / 4;
    await invokeRound(cloud, 'reap', 61); // reads the quotas once an hour
  });
  afterAll(async () => {
    await cloud.cloud.aws.emulator.put({ quotas: { 'L-3819A6DF': 4096 } });
    for (const Key of [machinesKey, machineSeatsKey('demo'), machineSeatsKey('other')]) {
      await cloud.table.client.send(new DeleteCommand({ TableName: cloud.table.name, Key }));
    }
  });

  test("leave half of the account's machines, and another's job begins at once", async () => {
    const { apiUrl } = cloud.cloud.info;
    const other = new ApiClient({ apiUrl, apiKey: await keyOf(cloud, 'other') }, { force: true });
    const othersJob = async (script: Script) => {
      const { jobId } = await other.submitFile(scriptFile(script));
      return cloud.until("the other's job has ended", jobId, async () => {
        const job = await other.job(jobId);
        return job.status === 'completed' && job;
      });
    };
    await othersJob(SHORT);
    for (let nth = 0; nth < 3; nth++) {
      mine.push((await cloud.client.submitFile(scriptFile(ENDLESS))).jobId);
    }
    // They reach EC2 in any order.
    const waiting = await cloud.until('one of three waits', mine.at(-1) ?? '', async () => {
      const jobs = await Promise.all(mine.map((jobId) => cloud.client.job(jobId)));
      return jobs.find(({ queuedBecause }) => queuedBecause);
    });
    expect(waiting.queuedBecause).toMatchObject({
      code: 'QuotaReached',
      message: expect.stringContaining('Your jobs hold your half of them, 2.'),
    });
    expect(cloud.instancesOf(waiting.jobId)).toEqual([]);
    expect(await othersJob(SHORT)).not.toHaveProperty('queuedBecause');
  });

  test('follow each other: one that waits begins when another has ended, not after its pause', async () => {
    const jobs = await Promise.all(mine.map((jobId) => cloud.client.job(jobId)));
    const waiting = jobs.find(({ queuedBecause }) => queuedBecause)?.jobId ?? '';
    const running = jobs.find(({ instance }) => instance)?.jobId ?? '';
    // Without more it would try again in an hour.
    await cloud.table.client.send(
      new UpdateCommand({
        ...{ TableName: cloud.table.name, Key: jobKey(waiting) },
        UpdateExpression: 'SET queuedBecause.retryAt = :later',
        ExpressionAttributeValues: { ':later': new Date(Date.now() + 3_600_000).toISOString() },
      }),
    );
    await cloud.client.request('POST', `/jobs/${running}/cancel`);
    const begun = await cloud.until('it has an instance', waiting, async () => {
      const job = await cloud.client.job(waiting);
      return job.instance && job;
    });
    expect(begun).not.toHaveProperty('queuedBecause');
  });
});
