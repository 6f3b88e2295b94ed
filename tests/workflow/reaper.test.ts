import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  CreateTagsCommand,
  CreateVolumeCommand,
  DeleteVolumeCommand,
  EC2Client,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { newJobId } from '../../core/base/job-id.ts';
import { isFinal } from '../../core/job/job-status.ts';
import { REAP_AFTER } from '../../core/machines/orphans.ts';
import type { Instance } from '../../local/ec2/instance.ts';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import { CloudWatch } from '../support/cloudwatch.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { busyByHand, launchByHand } from '../support/unplanned-instance.ts';
import { holdJob } from '../support/held-job.ts';
import { roleOf, sessionOf } from '../support/instance-role.ts';
import { invokeRound } from '../support/invoke.ts';
import { atNextLaunch } from './next-launch.ts';
import { held, scriptFile } from '../support/scripted-audio.ts';

/** Minutes after now: within the grace of a new instance, after it, and five minutes after that. */
const [EARLY, FIRST, SECOND] = [5, 16, 21];

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start({ engine: STUB_ENGINE });
});
afterAll(() => cloud.stop());

/** A round, and what its metrics say. */
async function round(minutes: number): Promise<{ orphans: number; volumes: number }> {
  const before = metrics().length;
  await invokeRound(cloud, 'reap', minutes);
  const told = await cloud.until('metrics', 'none', () => metrics()[before]);
  const { OrphanInstances, StrayVolumes } = Metrics.parse(JSON.parse(told));
  return { orphans: OrphanInstances, volumes: StrayVolumes };
}

function metrics(): string[] {
  const lines = cloud.cloud.aws.functionLog('spotscribe-local-reap').split('\n');
  return lines.filter((line) => line.startsWith('{"_aws"') && line.endsWith('}'));
}

/** What CloudWatch reads from the log, in its embedded metric format. */
const Metrics = z.object({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.tuple([
      z.object({
        Namespace: z.literal('Spotscribe'),
        Dimensions: z.tuple([z.tuple([z.literal('Stage')])]),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.literal('Count') })),
      }),
    ]),
  }),
  Stage: z.literal('local'),
  OrphanInstances: z.number(),
  StrayVolumes: z.number(),
});

const orphans = async (minutes: number) => (await round(minutes)).orphans;
const mark = ({ tags }: Instance) => tags[REAP_AFTER];

async function gone(instance: Instance): Promise<void> {
  await cloud.until(`${instance.id} is gone`, 'none', () => cloud.remains().length === 0);
  expect(instance.state).toBe('terminated');
}

const failed = { from: ['launching'], to: 'failed', attempt: 1 } as const;

/** State of the stack's alarm. */
async function alarm(): Promise<string> {
  const watch = new CloudWatch(cloud.cloud.aws.connection);
  return watch.alarmState('spotscribe-local-orphan-instances');
}

describe('an instance that nobody waits for', () => {
  beforeEach(() => expect(cloud.remains()).toEqual([]));

  test('raises the alarm, which is quiet while there is none', async () => {
    await round(EARLY);
    await cloud.until('the reaper has run', 'none', async () => (await alarm()) === 'OK');
    const instance = await launchByHand(cloud);
    await round(FIRST);
    await cloud.until('the alarm is raised', 'none', async () => (await alarm()) === 'ALARM');
    await round(SECOND);
    await gone(instance);
  });

  test('whose job nobody knows is marked in one round, and ended in the next', async () => {
    const instance = await launchByHand(cloud, { JobId: newJobId(), Attempt: '1' });
    expect(await orphans(FIRST)).toBe(1);
    expect(mark(instance)).toBeDefined();
    expect(instance.state).toBe('running');
    expect(await orphans(SECOND)).toBe(1);
    await gone(instance);
    expect(await orphans(SECOND + 5)).toBe(0);
  });

  test('that has no job at all goes too', async () => {
    const instance = await launchByHand(cloud);
    await round(FIRST);
    await round(SECOND);
    await gone(instance);
  });

  test('whose job is over goes: a zombie that answers nothing', async () => {
    const { jobId, instance } = await busyByHand(cloud);
    await cloud.jobs.transition(jobId, failed, {
      set: { endedAt: new Date().toISOString() },
      event: { what: 'failed' },
    });
    expect(await orphans(EARLY)).toBe(0);
    expect(await orphans(FIRST)).toBe(1);
    await round(SECOND);
    await gone(instance);
    await cloud.until('its end is noted', jobId, async () => {
      return (await cloud.jobs.job(jobId))?.instance?.terminatedAt;
    });
  });

  test('of an earlier attempt goes, and the one that works now stays', async () => {
    const { jobId, instance: earlier } = await busyByHand(cloud);
    const now = await launchByHand(cloud, { JobId: jobId, Attempt: '2' });
    const claimed = { from: ['launching'], to: 'processing', attempt: 1 } as const;
    const lost = { from: ['processing'], to: 'launching', attempt: 1 } as const;
    await cloud.jobs.transition(jobId, claimed, { event: { what: 'processing' } });
    await cloud.jobs.transition(jobId, lost, { event: { what: 'launching' } });
    const { type, market, zone, imageId } = now;
    await cloud.jobs.recordInstance(jobId, 2, { id: now.id, type, market, zone, imageId });

    expect(await orphans(FIRST)).toBe(1);
    await round(SECOND);
    await cloud.until('the earlier one is gone', jobId, () => earlier.state === 'terminated');
    expect(now.state).toBe('running');
    expect(mark(now)).toBeUndefined();

    cloud.cloud.ec2.host.terminate(now.id);
    await gone(now);
  });

  test('is not ended by the same round told twice', async () => {
    const instance = await launchByHand(cloud);
    await Promise.all([round(FIRST), round(FIRST)]);
    expect(await orphans(FIRST)).toBe(1);
    expect(instance.state).toBe('running');
    await round(SECOND);
    await gone(instance);
  });
});

describe('an instance that is needed', () => {
  test('is left alone while it works, however long it takes', async () => {
    const { instance } = await busyByHand(cloud);
    for (const minutes of [FIRST, SECOND, 300]) expect(await orphans(minutes)).toBe(0);
    expect(mark(instance)).toBeUndefined();
    expect(instance.state).toBe('running');

    cloud.cloud.ec2.host.terminate(instance.id);
    await gone(instance);
  });

  test('is left alone when it was just started, though no job names it yet', async () => {
    const instance = await launchByHand(cloud, { JobId: newJobId(), Attempt: '1' });
    expect(await orphans(EARLY)).toBe(0);
    expect(mark(instance)).toBeUndefined();

    cloud.cloud.ec2.host.terminate(instance.id);
    await gone(instance);
  });

  test('loses its mark when it is noted late, and would need two rounds again', async () => {
    const jobId = newJobId();
    const instance = await launchByHand(cloud, { JobId: jobId, Attempt: '1' });
    await round(FIRST);
    expect(mark(instance)).toBeDefined();
    await holdJob(cloud, { jobId, instanceId: instance.id });
    expect(await orphans(SECOND)).toBe(0);
    expect(mark(instance)).toBeUndefined();

    cloud.cloud.ec2.host.terminate(instance.id);
    await gone(instance);
  });

  test('is left alone at every moment of a real job, from its launch to its end', async () => {
    const { script, letGo } = held();
    const { jobId } = await cloud.client.submitFile(scriptFile(script));
    const isOver = async () => isFinal((await cloud.jobs.job(jobId))?.status ?? 'queued');
    let rounds = 0;
    for (; !(await isOver()); rounds += 1) {
      expect(await orphans(EARLY)).toBe(0);
      if (cloud.instancesOf(jobId).length > 0 && rounds > 2) letGo();
    }
    expect(await orphans(EARLY)).toBe(0);
    await cloud.completed(jobId);
    expect(rounds).toBeGreaterThan(2);
  });
});

describe('what is not the reaper’s', () => {
  test('its role may end what is marked, mark with that tag alone, and touch nothing else', async () => {
    const ours = await launchByHand(cloud);
    atNextLaunch(cloud, { specify: (asked) => ({ ...asked, tags: { Project: 'theirs' } }) });
    const theirs = await launchByHand(cloud);
    const ec2 = new EC2Client(await sessionOf(cloud, await roleOf(cloud, 'ReapRole'), 'a-round'));
    const end = async ({ id }: Instance) =>
      ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    const tag = async ({ id }: Instance, Key: string) =>
      ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key, Value: '2026' }] }));
    const denied = { name: 'UnauthorizedOperation' };

    await expect(end(ours)).rejects.toMatchObject(denied);
    await expect(tag(ours, 'JobId')).rejects.toMatchObject(denied);
    await expect(tag(theirs, REAP_AFTER)).rejects.toMatchObject(denied);
    await tag(ours, REAP_AFTER);
    await end(ours);
    await cloud.until('it is gone', 'none', () => ours.state === 'terminated');

    cloud.cloud.ec2.host.terminate(theirs.id);
    await gone(theirs);
  });

  test('the instance of somebody else in the account is never looked at', async () => {
    atNextLaunch(cloud, { specify: (asked) => ({ ...asked, tags: { Project: 'theirs' } }) });
    const instance = await launchByHand(cloud);
    expect(await orphans(FIRST)).toBe(0);
    await round(SECOND);
    expect(instance.state).toBe('running');

    cloud.cloud.ec2.host.terminate(instance.id);
    await gone(instance);
  });

  test('a volume that outlived its instance is counted, and kept', async () => {
    const { VolumeId } = await cloud.ec2.send(
      new CreateVolumeCommand({
        AvailabilityZone: 'eu-north-1a',
        Size: 8,
        TagSpecifications: [
          { ResourceType: 'volume', Tags: [{ Key: 'Project', Value: 'spotscribe-local' }] },
        ],
      }),
    );
    expect(await round(FIRST)).toEqual({ orphans: 0, volumes: 1 });
    await cloud.ec2.send(new DeleteVolumeCommand({ VolumeId }));
    expect(await round(FIRST)).toEqual({ orphans: 0, volumes: 0 });
  });
});
