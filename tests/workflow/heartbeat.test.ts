import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestCloud } from '../support/test-cloud.ts';
import { expectFailed } from '../support/failed-job.ts';
import { atNextLaunch } from './next-launch.ts';
import { programOf } from '../support/processes.ts';
import { sampleFile } from '../support/samples.ts';

/** Long enough for a busy computer to boot an instance, short enough to wait for. */
const HEARTBEAT_SECONDS = 20;

let cloud: TestCloud;
let silentEngine: string;
let silentAgent: string;
let neverBooted: string;

/** The three wait at the same time: each has to be given up by the clock. */
beforeAll(async () => {
  const parameters = { HeartbeatSeconds: String(HEARTBEAT_SECONDS), MaxAttempts: '1' };
  cloud = await TestCloud.start({ parameters });
  atNextLaunch(cloud, { specify: (asked) => ({ ...asked, userData: '' }) });
  neverBooted = await submit();
  await cloud.until('it is launched', neverBooted, () => cloud.instancesOf(neverBooted).length > 0);

  silentEngine = await submit();
  process.kill(await programOf(cloud, silentEngine, 'engine'), 'SIGSTOP');

  silentAgent = await submit();
  const agent = await programOf(cloud, silentAgent, 'agent');
  await cloud.until('it is claimed', silentAgent, async () => {
    return (await cloud.jobs.job(silentAgent))?.status === 'processing';
  });
  process.kill(agent, 'SIGSTOP');
});
afterAll(() => cloud.stop());

async function submit(): Promise<string> {
  const options = { webhook: cloud.webhook };
  return (await cloud.client.submitFile(sampleFile('long.wav'), options)).jobId;
}

test('an engine that stands still: HeartbeatLost, though its agent lives', async () => {
  const job = await expectFailed(cloud, silentEngine, 'HeartbeatLost');
  expect(job.timings['totalSeconds']).toBeGreaterThanOrEqual(HEARTBEAT_SECONDS);
});

test('an agent that stands still: HeartbeatLost', async () => {
  await expectFailed(cloud, silentAgent, 'HeartbeatLost');
});

test('an instance that never claims: BootTimeout', async () => {
  const job = await expectFailed(cloud, neverBooted, 'BootTimeout');
  expect(job.instance?.id).toBe(cloud.instancesOf(neverBooted)[0]?.id);
});
