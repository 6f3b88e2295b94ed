import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job } from '../../core/job/job.ts';
import type { TimelineEvent } from '../../core/job/timeline.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { busyByHand } from '../support/unplanned-instance.ts';
import { atNextLaunch } from './next-launch.ts';
import { programOf } from '../support/processes.ts';
import { held, scriptFile, SHORT } from '../support/scripted-audio.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

/** The job, once EC2 has told of its instance's end and confirmed it, in either order. */
async function confirmed(jobId: string): Promise<Job> {
  return cloud.until('the end of its instance is confirmed', jobId, async () => {
    const job = await cloud.jobs.job(jobId);
    const { endedAt, terminatedAt } = job?.instance ?? {};
    return endedAt !== undefined && terminatedAt !== undefined && job;
  });
}

/** What the timeline says of an instance, in order. */
async function eventsOf(jobId: string, instanceId: string): Promise<TimelineEvent['what'][]> {
  const timeline = await cloud.client.timeline(jobId);
  return timeline
    .filter(({ detail }) => detail['instanceId'] === instanceId)
    .map(({ what }) => what);
}

/** The same, once EC2's event of its end has come. */
async function toldGone(jobId: string, instanceId: string): Promise<TimelineEvent['what'][]> {
  return cloud.until('EC2 has told of its end', jobId, async () => {
    const events = await eventsOf(jobId, instanceId);
    return events.includes('instance-terminated') && events;
  });
}

describe('the instance of a job', () => {
  test('that is completed: it ran, ended and is gone, and EC2 said so', async () => {
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT));
    await cloud.completed(jobId);
    // Three events, handled at the same time.
    const { instance, moments } = await cloud.until('EC2 has said all', jobId, async () => {
      const { instance: now } = (await cloud.jobs.job(jobId)) ?? {};
      const said = [now?.runningAt, now?.endedAt, now?.terminatedAt];
      return !said.includes(undefined) && { instance: now, moments: said };
    });

    expect(moments).toEqual([...moments].sort());
    expect((await eventsOf(jobId, instance?.id ?? '')).sort()).toEqual(
      ['instance-launched', 'running', 'instance-ended', 'instance-terminated'].sort(),
    );
  });

  test('that EC2 ends before it ever ran: the next attempt begins at once', async () => {
    atNextLaunch(cloud, { prepare: ({ id }) => cloud.cloud.ec2.host.failToStart(id) });
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT));
    const job = await cloud.completed(jobId);
    const [first, second] = cloud.instancesOf(jobId);
    const failure = (await cloud.client.timeline(jobId)).find((e) => e.what === 'attempt-failed');

    expect(job).toMatchObject({ attempt: 2, instance: { id: second?.id } });
    expect(failure?.detail).toMatchObject({ code: 'InstanceLost' });
    await toldGone(jobId, first?.id ?? '');
    await confirmed(jobId);
  });

  test('that EC2 ends before it has answered: the next attempt begins at once', async () => {
    cloud.cloud.ec2.faults.add({ kind: 'slow', action: 'CreateFleet', ms: 2500, times: 1 });
    atNextLaunch(cloud, { prepare: ({ id }) => cloud.cloud.ec2.host.failToStart(id) });
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT));
    await cloud.completed(jobId);
    const [first] = cloud.instancesOf(jobId);
    const failure = (await cloud.client.timeline(jobId)).find((e) => e.what === 'attempt-failed');

    expect(failure?.detail).toMatchObject({ code: 'InstanceLost' });
    expect(await toldGone(jobId, first?.id ?? '')).toEqual([
      ...['instance-launched', 'instance-terminated'],
    ]);
  });

  test('of an attempt that was lost is confirmed gone as well', async () => {
    const { script, letGo } = held();
    const { jobId } = await cloud.client.submitFile(scriptFile(script));
    await programOf(cloud, jobId, 'engine');
    const [first] = cloud.instancesOf(jobId);
    cloud.cloud.ec2.host.terminate(first?.id ?? '');
    letGo();
    const job = await cloud.completed(jobId);
    expect(job.attempt).toBe(2);
    await confirmed(jobId);
    for (const { id } of cloud.instancesOf(jobId)) await toldGone(jobId, id);
    const all = await cloud.client.timeline(jobId);
    const ended = all.filter(({ what }) => what === 'instance-terminated');
    expect(ended.map(({ attempt }) => attempt).sort()).toEqual([1, 2]);
  });
});

test('a warning of EC2 is in the timeline, once, though nothing on the machine hears it', async () => {
  const { jobId, instance } = await busyByHand(cloud, { owner: cloud.cloud.info.owner });
  const { host } = cloud.cloud.ec2;
  host.recommendRebalance(instance.id);
  host.recommendRebalance(instance.id);
  host.interrupt(instance.id, 1500);
  await confirmed(jobId);
  // EC2's events are handled at the same time.
  const what = await cloud.until('EC2 has told of all', jobId, async () => {
    const events = await eventsOf(jobId, instance.id);
    const warnings = ['rebalance-recommended', 'interruption-warned'] as const;
    return warnings.every((one) => events.includes(one)) && events;
  });
  expect(what.filter((one) => one === 'rebalance-recommended')).toHaveLength(1);
});
