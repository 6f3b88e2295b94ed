import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { expectFailed } from '../support/failed-job.ts';
import { killEngines, programOf } from '../support/processes.ts';
import { held, LONG, scriptFile, SHORT, textOfScript } from '../support/scripted-audio.ts';

const MAX_ATTEMPTS = 3;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start({
    parameters: { MaxAttempts: String(MAX_ATTEMPTS) },
    engine: STUB_ENGINE,
  });
});
afterAll(() => cloud.stop());

async function submit(script = LONG): Promise<string> {
  const options = { webhook: cloud.webhook };
  return (await cloud.client.submitFile(scriptFile(script), options)).jobId;
}

async function whatOf(jobId: string): Promise<string[]> {
  return (await cloud.client.timeline(jobId)).map(({ what, attempt }) => `${what} ${attempt}`);
}

function poolOf({ type, zone }: { type: string; zone: string }): string {
  return `${type} ${zone}`;
}

describe('a machine that is lost', () => {
  test('while it works: the next attempt completes the job, from another pool', async () => {
    const { script, letGo } = held();
    const jobId = await submit(script);
    await programOf(cloud, jobId, 'engine');
    const [first] = cloud.instancesOf(jobId);
    cloud.cloud.ec2.host.terminate(first?.id ?? '');
    letGo();
    const job = await cloud.completed(jobId);
    const [lost, second, ...more] = cloud.instancesOf(jobId);
    const what = await whatOf(jobId);

    expect(job).toMatchObject({ attempt: 2, instance: { id: second?.id } });
    expect(more).toEqual([]);
    expect(lost && second && poolOf(lost) === poolOf(second)).toBe(false);
    expect((await cloud.client.transcript(jobId)).text).toBe(textOfScript(LONG));
    expect(what).toEqual(
      expect.arrayContaining(['attempt-failed 1', 'launching 2', 'completed 2']),
    );
    expect(what.indexOf('attempt-failed 1')).toBeLessThan(what.indexOf('launching 2'));
  });

  test('before it claims: the same', async () => {
    const jobId = await submit(SHORT);
    await cloud.until('it is launched', jobId, () => {
      const [first] = cloud.instancesOf(jobId);
      if (first) cloud.cloud.ec2.host.terminate(first.id);
      return first !== undefined;
    });
    const job = await cloud.completed(jobId);
    expect(job.attempt).toBe(2);
  });
});

describe('a job that crashes every machine', () => {
  test('ends when its attempts are used up, while another job completes', async () => {
    // Each engine goes on where the one before was killed.
    const poison = await submit(held().script);
    const other = await submit();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      await killEngines(cloud, { jobId: poison, attempt });
    }
    const { error } = await expectFailed(cloud, poison, 'AttemptsExhausted');

    expect(error).toMatchObject({ attempt: MAX_ATTEMPTS, retryable: false });
    expect(error?.message).toContain('EngineCrashed');
    expect(error?.message).toContain('SIGKILL');
    expect(cloud.instancesOf(poison)).toHaveLength(MAX_ATTEMPTS);
    expect(await cloud.completed(other)).toMatchObject({ attempt: 1 });
  });
});

test('nothing remains of any of these jobs', () => {
  expect(cloud.remains()).toEqual([]);
});
