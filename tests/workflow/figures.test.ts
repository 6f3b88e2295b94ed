/** Log lines that the dashboard reads, as the functions of a deployment write them. */
import { afterAll, expect, test } from 'vitest';
import { CloudFigures } from '../../local/figures.ts';
import { newJobId } from '../../core/base/job-id.ts';
import { ATTEMPT_ENDED, JOB_ENDED, JOBS_OPEN } from '../../core/view/job-figures.ts';
import { WEBHOOK_FAILED } from '../../core/steps/webhooks/note-try.ts';
import { CloudWatch } from '../support/cloudwatch.ts';
import { dashboardOf } from '../support/dashboard.ts';
import { answer, rowsOf } from '../support/insights.ts';
import { jsonLines, loggedLines, type Line } from '../support/logged-lines.ts';
import { held, LONG, SHORT, scriptFile } from '../support/scripted-audio.ts';
import { invoke, invokeRound } from '../support/invoke.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { launchByHand } from '../support/unplanned-instance.ts';

const cloud = await TestCloud.shared();
afterAll(() => cloud.leave());

const lines = (name: string, message: string) => loggedLines(cloud, name, message);
const of = (jobId: string) => (line: Line) => line.jobId === jobId;

test('a job that lost a machine leaves a line for each attempt, and one for itself', async () => {
  const { script, letGo } = held();
  const { jobId } = await cloud.client.submitFile(scriptFile(script));
  const machine = await cloud.until('a machine works', jobId, async () => {
    const job = await cloud.jobs.job(jobId);
    return job?.status === 'processing' && cloud.instancesOf(jobId)[0];
  });
  cloud.cloud.ec2.host.terminate(machine.id);
  letGo();
  const job = await cloud.completed(jobId);

  const attempts = lines('settle', ATTEMPT_ENDED).filter(of(jobId));
  expect(attempts.map(({ attempt, code }) => [attempt, code])).toEqual([
    [1, 'InstanceLost'],
    [2, undefined],
  ]);
  const [ended, ...more] = lines('settle', JOB_ENDED).filter(of(jobId));
  expect(more).toEqual([]);
  expect(ended).toMatchObject({
    ...{ route: 'spot', status: 'completed', attempts: 2, interruptions: 1, fellOver: 0 },
    audioSeconds: job.audio.durationSeconds,
    seconds: { total: job.timings.totalSeconds, audio: job.timings.audioSeconds },
    usdPerAudioHour: expect.any(Number) as number,
  });
  expect(JSON.stringify(ended)).not.toContain(job.audio.filename);
});

test('a Settle that is called again writes the same job', async () => {
  const { jobId } = await cloud.client.submitFile(scriptFile(SHORT));
  await cloud.completed(jobId);
  await invoke(cloud, 'settle', { jobId, launched: { answer: { attempt: 1 } } });
  const [first, second] = await cloud.until('two lines', jobId, () => {
    const found = lines('settle', JOB_ENDED).filter(of(jobId));
    return found.length === 2 && found;
  });
  expect({ ...second, at: '', usd: 0, usdPerAudioHour: 0 }).toEqual({
    ...first,
    ...{ at: '', usd: 0, usdPerAudioHour: 0 },
  });
});

test('a cancelled job leaves a line', async () => {
  const { jobId } = await cloud.client.submitFile(scriptFile(LONG));
  await cloud.client.request('POST', `/jobs/${jobId}/cancel`);
  await cloud.ended(jobId);
  const [ended] = lines('settle', JOB_ENDED).filter(of(jobId));
  expect(ended).toMatchObject({ status: 'cancelled', code: 'Cancelled' });
});

test('a webhook that fails leaves a line, without its address', async () => {
  cloud.receiver.answer = () => ({ status: 410 });
  const options = { webhook: cloud.webhook };
  const { jobId } = await cloud.client.submitFile(scriptFile(SHORT), options);
  await cloud.completed(jobId);
  const isAbout = ({ deliveryId }: Line) => String(deliveryId).includes(jobId);
  const line = await cloud.until('its line', jobId, () =>
    lines('notify', WEBHOOK_FAILED).find(isAbout),
  );
  expect(line).toMatchObject({ event: 'job.completed', result: 'status 410', givenUp: 1 });
  expect(JSON.stringify(line)).not.toContain(cloud.receiver.address);
});

test('every round of catch-up counts the open jobs of each route', async () => {
  const { script, letGo } = held();
  const { jobId } = await cloud.client.submitFile(scriptFile(script));
  await cloud.until('it runs', jobId, async () => {
    return (await cloud.jobs.job(jobId))?.status === 'processing';
  });
  const before = lines('catchUp', JOBS_OPEN).length;
  await invokeRound(cloud, 'catchUp', 5);
  const found = await cloud.until('its lines', jobId, () => {
    const now = lines('catchUp', JOBS_OPEN).slice(before);
    return ['spot', 'batch'].every((route) => now.some((line) => line.route === route)) && now;
  });
  const byRoute = new Map(found.map((line) => [line.route, line]));
  // Jobs of other files of this cloud may be open, too.
  expect(byRoute.get('spot')?.running).toBeGreaterThanOrEqual(1);
  expect(byRoute.get('batch')).toMatchObject({ queued: 0, oldestQueuedSeconds: 0, running: 0 });
  letGo();
  await cloud.completed(jobId);
});

test('the console shows a job from its beginning to its end, and nothing twice', async () => {
  const console = new CloudFigures(cloud.cloud);
  await console.changed();
  const { jobId } = await cloud.client.submitFile(scriptFile(SHORT));
  const begun = await cloud.until('it is shown', jobId, () => console.changed());
  expect(begun).toMatch(/^route +queued +running +completed/);
  await cloud.completed(jobId);
  expect(await console.changed()).toMatch(/^spot +0 +0 +[1-9]/m);
  expect(await console.changed()).toBeUndefined();
});

test('the deployed dashboard finds all of it in the logs', async () => {
  const body = await new CloudWatch(cloud.cloud.aws.connection).dashboard('spotscribe-local');
  const instance = await launchByHand(cloud, { JobId: newJobId(), Attempt: '1' });
  for (const minutes of [16, 21]) await invokeRound(cloud, 'reap', minutes);
  await cloud.until('it is gone', 'none', () => instance.state === 'terminated');

  const names = ['catchUp', 'settle', 'notify', 'deliver', 'reap'];
  const logs = Object.fromEntries(
    names.map((name) => [`/aws/lambda/spotscribe-local-${name}`, rowsOf(jsonLines(cloud, name))]),
  );
  const { queries } = dashboardOf(body);
  const tables = [...queries].map(([title, query]) => [title, answer(query, logs)] as const);
  const found = Object.fromEntries(tables);
  expect(found).toMatchObject({
    'Open now, by route (every five minutes)': [
      { route: 'batch', runningJobs: expect.any(Number) as number },
      { route: 'sagemaker', runningJobs: expect.any(Number) as number },
      { route: 'spot', queuedJobs: expect.any(Number) as number },
      { route: 'warm', oldestMinutes: expect.any(Number) as number },
    ],
    'Failed webhooks': expect.arrayContaining([
      expect.objectContaining({ result: 'status 410', event: 'job.completed' }),
    ]) as unknown,
    'What the reaper did with orphans': expect.arrayContaining([
      expect.objectContaining({ instanceId: instance.id, verdict: 'terminate' }),
    ]) as unknown,
  });
  // No test here makes a job fail for good.
  const others = tables.filter(([title]) => title !== 'Failed jobs, by code');
  expect(others.filter(([, rows]) => rows.length === 0)).toEqual([]);
});
