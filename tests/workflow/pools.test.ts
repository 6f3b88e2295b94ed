/** Machines of pools from the table to EC2 and back: who launches them, and what is kept of their end. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { poolWorkKey, waitingKey } from '../../core/aws/dynamodb/items.ts';
import { MachineSeats } from '../../core/aws/dynamodb/machine-seats.ts';
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { ServerRows } from '../../core/aws/dynamodb/server-rows.ts';
import { WaitingJobs } from '../../core/aws/dynamodb/waiting-jobs.ts';
import { signedPost } from '../../core/aws/signed-post.ts';
import { newJobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import type { Instance } from '../../local/ec2/instance.ts';
import { aJob } from '../support/a-job.ts';
import { newInstanceId } from '../support/held-job.ts';
import { INSTANCE_ROLE, sessionOf } from '../support/instance-role.ts';
import { invokeRound } from '../support/invoke.ts';
import { TestCloud } from '../support/test-cloud.ts';

const [POOL_ROLE, WORKER_ROLE] = ['pool', 'worker'].map(
  (name) => `spotscribe-local-${name}-eu-north-1`,
) as [string, string];
const MINUTE_MS = 60_000;

let cloud: TestCloud;
let machines: PoolMachines;
let waiting: WaitingJobs;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  machines = new PoolMachines(cloud.table);
  waiting = new WaitingJobs(cloud.table);
});
afterEach(async () => {
  for (const { id } of inPools()) cloud.cloud.ec2.host.terminate(id);
  for (const { jobId } of await waiting.all()) await waiting.drop(jobId);
});
afterAll(() => cloud.leave());

/** A job that has waited for a drainer for longer than the operator lets it. */
async function waitingJob(given: Partial<Job> = {}): Promise<string> {
  const job = aJob({ route: 'batch', ...given, jobId: newJobId() });
  await cloud.jobs.create(job);
  const moment = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS).toISOString();
  const Item = {
    ...waitingKey(job.jobId),
    ...{ audioSeconds: 600, since: moment(-11), latestStartAt: moment(300) },
  };
  await cloud.table.client.send(new PutCommand({ TableName: cloud.table.name, Item }));
  return job.jobId;
}

function inPools(): Instance[] {
  return cloud.cloud.ec2.host
    .all()
    .filter(({ tags, state }) => tags['Pool'] !== undefined && state !== 'terminated');
}

/** In a minute of its own: EC2 would answer with the ended machine of another test. */
async function launchedDrainer(minutes: number): Promise<Instance> {
  await waitingJob();
  await invokeRound(cloud, 'tendPools', minutes);
  const [machine] = inPools();
  if (!machine) throw new Error('no machine was launched');
  return machine;
}

async function end(machine: Instance): Promise<void> {
  cloud.cloud.ec2.host.terminate(machine.id);
  await cloud.until('its end is recorded', 'none', async () => {
    return (await machines.find(machine.id))?.terminatedAt;
  });
}

describe('a waiting job', () => {
  test('gets one machine of its pool, however often the round runs; its end is recorded', async () => {
    await waitingJob();
    await Promise.all([invokeRound(cloud, 'tendPools'), invokeRound(cloud, 'tendPools')]);
    await invokeRound(cloud, 'tendPools');

    const found = inPools();
    expect(found).toHaveLength(1);
    const [machine] = found as [Instance];
    expect(machine.tags).toMatchObject({ Pool: 'batch', Project: 'spotscribe-local' });
    expect(machine.tags).not.toHaveProperty('JobId');
    expect(machine.profile?.role).toBe(POOL_ROLE);
    expect(await machines.find(machine.id)).toMatchObject({
      ...{ pool: 'batch', kind: 'ec2', market: 'spot', type: machine.type, zone: machine.zone },
      usdPerHour: expect.any(Number) as number,
    });
    expect(await new MachineSeats(cloud.table).inPools()).toMatchObject([{ id: machine.id }]);

    await end(machine);
    expect(await machines.find(machine.id)).toMatchObject({
      endedAt: expect.any(String) as string,
    });
  });

  test('that waits no more is forgotten, and gets none', async () => {
    const jobId = await waitingJob({ status: 'completed', attempt: 1 });
    await invokeRound(cloud, 'tendPools');
    expect((await waiting.all()).map((one) => one.jobId)).not.toContain(jobId);
    expect(inPools()).toHaveLength(0);
  });
});

test('the end of a machine ends its attempts, and divides its seconds among all its jobs', async () => {
  const machine = await launchedDrainer(3);
  const record = await machines.find(machine.id);
  if (!record) throw new Error('the machine is not recorded');
  const since = new Date().toISOString();
  const work = async (job: Partial<Job>, until?: string) => {
    const { kind: _, ...instance } = { ...record, takenAt: since };
    const made = aJob({ route: 'batch', attempt: 1, instance, ...job, jobId: newJobId() });
    await cloud.jobs.create(made);
    const of = { jobId: made.jobId, attempt: 1 };
    const Item = { ...poolWorkKey(machine.id, of), ...of, since, ...(until && { until }) };
    await cloud.table.client.send(new PutCommand({ TableName: cloud.table.name, Item }));
    return made.jobId;
  };
  const done = await work({ status: 'completed', endedAt: since }, since);
  const open = await work({ status: 'processing' });

  await end(machine);

  const [first, second] = await cloud.until('both have their share', open, async () => {
    const jobs = await Promise.all([done, open].map((jobId) => cloud.jobs.job(jobId)));
    const shares = jobs.map((job) => job?.instance?.shareSeconds);
    return shares.every((share) => share !== undefined) && shares;
  });
  expect((first ?? 0) + (second ?? 0)).toBe(60);
  expect((await cloud.jobs.job(open))?.instance?.endedAt).toBeDefined();
  expect((await cloud.jobs.job(done))?.instance?.endedAt).toBeUndefined();
});

describe('a report of health', () => {
  const HEALTH = {
    ...{ ready: true, model: 'kb-whisper-small', version: '1.0' },
    load: { running: 0, waiting: 0, places: 2 },
  };

  async function report(role: string, id: string, body: object = HEALTH) {
    const { region, credentials } = await sessionOf(cloud, role, id);
    const post = signedPost({
      ...{ url: `${cloud.cloud.info.apiUrl}/instances/health`, region, service: 'execute-api' },
      credentials: () => Promise.resolve({ ...credentials }),
    });
    const response = await post({
      headers: { 'content-type': 'application/json' },
      ...{ body: JSON.stringify(body), signal: AbortSignal.timeout(60_000) },
    });
    return { status: response.status, body: await response.json() };
  }

  test("of a pool's machine is kept, and answered with whether it is to end", async () => {
    const rows = new ServerRows(cloud.table);
    const id = newInstanceId();
    expect(await report(POOL_ROLE, id)).toMatchObject({ status: 404 });
    await machines.record({
      ...{ id, pool: 'warm', kind: 'ec2', type: 'g4dn.xlarge', market: 'spot' },
      ...{ zone: 'eu-north-1a', imageId: 'ami-1' },
    });

    expect(await report(POOL_ROLE, id)).toEqual({ status: 200, body: { retire: false } });
    const row = await rows.find(id);
    expect(row).toMatchObject({ ...HEALTH, pool: 'warm', kind: 'ec2', idleSince: row?.beatAt });
    await report(POOL_ROLE, id);
    expect((await rows.find(id))?.idleSince).toBe(row?.beatAt);
    await report(POOL_ROLE, id, { ...HEALTH, load: { ...HEALTH.load, running: 1 } });
    expect(await rows.find(id)).not.toHaveProperty('idleSince');

    // An image whose own default has another name does the default's jobs.
    await report(POOL_ROLE, id, { ...HEALTH, model: 'kb-whisper-of-the-image' });
    expect(await rows.find(id)).toMatchObject({ model: HEALTH.model });

    await rows.retire(id);
    expect(await report(POOL_ROLE, id)).toEqual({ status: 200, body: { retire: true } });
  });

  test('of a box makes it known, in the pool that it names', async () => {
    const id = `box-${newJobId()}`;
    expect(await report(WORKER_ROLE, id, { ...HEALTH, pool: 'batch' })).toMatchObject({
      status: 200,
    });
    expect(await machines.find(id)).toMatchObject({ pool: 'batch', kind: 'box', market: 'own' });
    expect(await new ServerRows(cloud.table).find(id)).toMatchObject({
      pool: 'batch',
      kind: 'box',
    });
  });

  test('of a box with a model that is not declared does not count as the default', async () => {
    const id = `box-${newJobId()}`;
    await report(WORKER_ROLE, id, { ...HEALTH, model: 'micro-whisper', pool: 'warm' });
    expect(await new ServerRows(cloud.table).find(id)).toMatchObject({ model: 'micro-whisper' });
  });

  test("of a job's own instance is refused", async () => {
    expect(await report(INSTANCE_ROLE, newInstanceId())).toMatchObject({ status: 403 });
  });

  test.each(['anybody', newInstanceId()])(
    'the role of boxes is not given under the name %s',
    async (name) => {
      await expect(sessionOf(cloud, WORKER_ROLE, name)).rejects.toThrow('not authorized');
    },
  );
});
