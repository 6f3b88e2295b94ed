import { randomUUID } from 'node:crypto';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_HOLDS } from '../support/no-holds.ts';
import {
  poolMachineKey,
  poolWorkKey,
  serverKey,
  waitingKey,
} from '../../core/aws/dynamodb/items.ts';
import { OfferStore } from '../../core/aws/dynamodb/offer-store.ts';
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { StaleWrite } from '../../core/aws/dynamodb/job-store.ts';
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { newJobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import { Offer, type OfferedJob } from '../../core/job/offer.ts';
import { WaitingJob } from '../../core/machines/pool/waiting-job.ts';
import { DEFAULT_MODEL } from '../../core/transcript/model-name.ts';
import type { ServerRow } from '../../core/machines/pool/server-row.ts';
import type { PoolMachine } from '../../core/machines/pool/pool-machine.ts';
import { JOB_ENDED } from '../../core/view/job-figures.ts';
import { settle } from '../../core/steps/attempts/settle.ts';
import { takeOffer } from '../../core/steps/attempts/take-offer.ts';
import { divideIfGone } from '../../core/steps/upkeep/machine-shares.ts';
import { ask } from '../support/ask.ts';
import { aJob } from '../support/a-job.ts';
import { loggedLines } from '../support/logged-lines.ts';
import { WarmDemand } from '../../core/aws/dynamodb/warm-demand.ts';
import { newInstanceId } from '../support/held-job.ts';
import { claimWith, sessionOf } from '../support/instance-role.ts';
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

/** A server that says it is ready, and takes nothing. */
const muted = newInstanceId();

async function reports(id: string): Promise<void> {
  const row: ServerRow = {
    ...{ pool: 'warm', kind: 'ec2', ready: true, load: { running: 0, waiting: 0, places: 2 } },
    ...{ model: DEFAULT_MODEL, version: '1', beatAt: new Date(Date.now() + 60_000).toISOString() },
  };
  const Item = { ...serverKey(id), ...row };
  await cloud.table.client.send(new PutCommand({ TableName: cloud.table.name, Item }));
}

/** The offers in a queue, which stay there. */
async function offersIn(queue: 'BatchQueueUrl' | 'WarmQueueUrl'): Promise<Offer[]> {
  const asked = { QueueUrl: cloud.output(queue), MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
  const { Messages = [] } = await queues.send(new ReceiveMessageCommand(asked));
  return Messages.map(({ Body = '' }) => Offer.parse(JSON.parse(Body)));
}

describe('an offer', () => {
  test('that no server takes: made four times, then the job gets an instance, and says why', async () => {
    await reports(muted);
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT), { route: 'warm' });
    await offered(jobId);
    // Each offer lasts two seconds; the pauses between them are one, two and four.
    await cloud.cloud.aws.emulator.put({ waitSpeed: 100 });
    const tokens = new Set<string>();
    const look = async () => {
      const offers = (await offersIn('WarmQueueUrl')).filter((one) => one.jobId === jobId);
      for (const { offerToken } of offers) tokens.add(offerToken);
    };
    for (const made of [1, 2, 3, 4]) {
      // On a slow computer an offer may pass by itself before it is seen, and the next is made.
      await cloud.until(`${made} offers are made`, jobId, async () => {
        await look();
        return tokens.size >= made;
      });
      await cloud.cloud.aws.emulator.put({ aheadSeconds: 2 * made });
    }
    const job = await cloud.completed(jobId);
    await look();
    expect(tokens.size).toBe(4);
    expect(job).toMatchObject({ attempt: 1, route: { chosen: 'spot' } });
    expect(job.route.because.join(' ')).toContain('No machine of the pool warm took the job');
    expect(job.route.rejected.map(({ route }) => route)).toContain('warm');
    expect((await cloud.client.timeline(jobId)).map(({ what }) => what)).toEqual(
      expect.arrayContaining(['offered', 'fell-over', 'instance-launched', 'completed']),
    );
    const [line] = loggedLines(cloud, 'settle', JOB_ENDED).filter((one) => one.jobId === jobId);
    expect(line).toMatchObject({ route: 'spot', status: 'completed', fellOver: 1 });
  });

  test('is not made to a pool that has no server, even if it was asked for', async () => {
    await cloud.table.client.send(
      new DeleteCommand({ TableName: cloud.table.name, Key: serverKey(muted) }),
    );
    const before = Date.now();
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT), { route: 'warm' });
    const job = await cloud.completed(jobId);
    // So that a server is launched for the next one, where the operator allows it.
    const asked = await new WarmDemand(cloud.table).latest();
    expect(asked?.getTime()).toBeGreaterThanOrEqual(before);
    expect(job.route.because[0]).toMatch(/^The job asked for warm and does not get it/);
    expect(await statesOf(cloud, jobId)).not.toContain('Offer');
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

    await ask(cloud, { path: `/jobs/${jobId}/cancel` });
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

describe('a box', () => {
  const WORKER_ROLE = 'spotscribe-local-worker-eu-north-1';
  test('without the model of an offered job is refused it, and the offer stays for others', async () => {
    const id = `box-${newJobId()}`;
    const row = { ...aBox, id };
    const Item = { ...poolMachineKey(id), ...row };
    await cloud.table.client.send(new PutCommand({ TableName: cloud.table.name, Item }));
    const claim = claimWith(cloud, await sessionOf(cloud, WORKER_ROLE, id));
    const signal = AbortSignal.timeout(60_000);
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT), { route: 'batch' });
    const { offerId = '', attempt } = await offered(jobId);
    const offer = { jobId, attempt: Math.max(1, attempt), offerId };
    const agentId = randomUUID();
    const imageModel = 'a'.repeat(64);

    const other = { 'micro-whisper': imageModel };
    const refused = await claim({ agentId, offer, imageModel, imageModels: other }, signal);
    expect(refused).toEqual({ refused: 412 });
    const job = await cloud.jobs.job(jobId);
    expect(job).toMatchObject({ status: 'queued', offerId });
    expect(job?.instance).toBeUndefined();
    expect(await cloud.table.get(waitingKey(jobId), WaitingJob)).toMatchObject({ jobId });

    const its = { [DEFAULT_MODEL]: imageModel };
    const tied = await claim({ agentId, offer, imageModel, imageModels: its }, signal);
    expect(tied).toEqual({ refused: 409 });
    expect((await cloud.jobs.job(jobId))?.instance).toMatchObject({ id, market: 'own' });
    await ask(cloud, { path: `/jobs/${jobId}/cancel` });
    await cloud.ended(jobId);
  });

  const aBox = {
    ...{ pool: 'batch', kind: 'box', type: 'box', market: 'own', zone: 'none', imageId: 'none' },
    launchedAt: new Date().toISOString(),
  };
});

describe('a machine of a pool', () => {
  let table: JobsTable;
  let jobs: OfferStore;
  let machines: PoolMachines;
  beforeAll(async () => {
    table = await scratchTable(cloud, 'offers');
    jobs = new OfferStore(table);
    machines = new PoolMachines(table);
  });

  const take = (id: string, offer: OfferedJob) =>
    takeOffer(id, offer, { jobs, machines, hasModel: () => Promise.resolve(true) });

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
      expect(await take(id, offer)).toMatchObject({ kind: 'tied' });
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
    expect(await take(id, { ...offer, ...other })).toEqual({ kind: 'gone' });
    expect((await jobs.job(offer.jobId))?.instance).toBeUndefined();
  });

  test('gets nothing if it is no machine of a pool, or has ended', async () => {
    const offer = await offeredJob();
    const gone = await machine({ endedAt: new Date().toISOString() });
    for (const id of [newInstanceId(), gone]) {
      expect(await take(id, offer)).toEqual({ kind: 'unknown' });
    }
  });

  test('that took a job and died before it accepted: the next one has it', async () => {
    const [offer, died, next] = await Promise.all([offeredJob(), machine(), machine()]);
    await take(died, offer);
    expect(await take(next, offer)).toMatchObject({ kind: 'tied' });
    expect((await jobs.job(offer.jobId))?.instance?.id).toBe(next);
  });

  test('that is gone and had divided its seconds with a job that another takes: its others pay for it', async () => {
    const [first, second] = await Promise.all([offeredJob(), offeredJob()]);
    const launchedAt = new Date(Date.now() - 600_000).toISOString();
    const [gone, next] = await Promise.all([machine({ launchedAt }), machine()]);
    await take(gone, first);
    await take(gone, second);
    await machines.note(gone, { kind: 'terminated', at: new Date() }, []);
    await divideIfGone(gone, { machines });
    await take(next, second);
    const { shareSeconds = NaN } = (await jobs.job(first.jobId))?.instance ?? {};
    expect(shareSeconds).toBeGreaterThanOrEqual(600);
  });

  test('that was gone before its attempt is settled: the job has its share all the same', async () => {
    const at = (second: number) => new Date(Date.UTC(2026, 10, 29, 12, 0, second)).toISOString();
    const id = await machine({ runningAt: at(0), endedAt: at(59), terminatedAt: at(59) });
    const jobId = newJobId();
    const instance = { id, type: 'g4dn.xlarge', market: 'spot', zone: 'z', imageId: 'a' } as const;
    await jobs.create(
      aJob({ jobId, status: 'processing', attempt: 1, instance: { ...instance, pool: 'warm' } }),
    );
    const work = { jobId, attempt: 1 };
    const Item = { ...poolWorkKey(id, work), ...work, since: at(1) };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
    const unused = {} as never;
    await settle(
      { jobId, launched: { answer: { attempt: 1 } }, error: { Error: 'InstanceLost', Cause: '' } },
      {
        ...{
          jobs,
          machines,
          speeds: unused,
          rates: unused,
          objects: unused,
          uploads: unused,
          removal: unused,
          holds: NO_HOLDS,
        },
        ...{ tokens: unused, writer: unused, endpoints: { ofOwner: () => Promise.resolve([]) } },
        ...{ resultsBucket: 'none', stage: 'local', timeoutSeconds: 3600, maxAttempts: 4 },
      },
    );
    expect((await jobs.job(jobId))?.earlierInstances).toMatchObject([{ id, shareSeconds: 60 }]);
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
    expect(await take(late, offer)).toEqual({ kind: 'gone' });
    expect(await take(first, offer)).toMatchObject({ kind: 'tied' });
  });

  test('of many that ask at once: one has the job in the end, and each knows whether it is that one', async () => {
    const offer = await offeredJob();
    const ids = await Promise.all(Array.from({ length: 6 }, () => machine()));
    await Promise.all(ids.map((id) => take(id, offer)));
    const job = await jobs.job(offer.jobId);
    expect(ids).toContain(job?.instance?.id);
    const stale = { ...aJob(), ...job, instance: undefined, status: 'queued' as const };
    await expect(jobs.tie(stale, { ...(await known(ids[0] ?? '')) })).rejects.toThrow(StaleWrite);
  });

  test('keeps the job from a step that read it before: that one gives it no other route', async () => {
    const [offer, id] = await Promise.all([offeredJob(), machine()]);
    const before = (await jobs.job(offer.jobId)) ?? aJob();
    await take(id, offer);
    const decidedAt = new Date().toISOString();
    const routing = { chosen: 'spot' as const, because: [], rejected: [], decidedAt };
    await expect(jobs.recordRoute(before, { routing })).rejects.toThrow(StaleWrite);
    expect((await jobs.job(offer.jobId))?.route).toBe('warm');
  });

  async function known(id: string): Promise<PoolMachine> {
    const found = await jobs.machine(id);
    if (!found) throw new TypeError('the machine is not stored');
    return found;
  }
});
