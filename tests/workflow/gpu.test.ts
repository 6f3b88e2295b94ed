/** Jobs on machines whose type has a GPU, which no machine here has: the engine says that it is on the CPU. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LaunchSpecification } from '../../local/ec2/instance.ts';
import { SHORT, scriptFile, textOfScript } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { atNextLaunch } from './next-launch.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

/** As a deployment without `allowCpu` would launch it. */
function withoutCpu(specification: LaunchSpecification): LaunchSpecification {
  const userData = specification.userData.replace('ALLOW_CPU=true', 'ALLOW_CPU=false');
  expect(userData).not.toBe(specification.userData);
  return { ...specification, userData };
}

async function submit(): Promise<string> {
  return (await cloud.client.submitFile(scriptFile(SHORT), { webhook: cloud.webhook })).jobId;
}

/** What CloudWatch counts, from the log of the function. */
function fallbacks(): number {
  const log = cloud.cloud.aws.functionLog('spotscribe-local-settle');
  return log.match(/^\{"_aws".*"GpuFallbacks":1\}$/gm)?.length ?? 0;
}

test('a machine whose GPU is not used hands the job to another, and the owner reads why', async () => {
  const before = fallbacks();
  atNextLaunch(cloud, { specify: withoutCpu });
  const jobId = await submit();
  const job = await cloud.completed(jobId);
  const [first, second, ...more] = cloud.instancesOf(jobId);

  expect(job).toMatchObject({ attempt: 2, instance: { id: second?.id } });
  expect(more).toEqual([]);
  expect([first?.type, first?.zone]).not.toEqual([second?.type, second?.zone]);
  expect((await cloud.client.transcript(jobId)).text).toBe(textOfScript(SHORT));
  const failed = (await cloud.client.timeline(jobId)).find((e) => e.what === 'attempt-failed');
  expect(failed?.detail).toEqual({
    code: 'GpuUnavailable',
    because: expect.stringContaining(`could not use the GPU of its ${first?.type}`),
  });
  // The second machine has no GPU either; its deployment allows that, and it is counted, too.
  await cloud.until('both are counted', jobId, () => fallbacks() === before + 2);
});

test('a job that was done on the CPU of a GPU machine says so', async () => {
  const { instance } = await cloud.completed(await submit());
  expect(instance).toMatchObject({ gpuFallback: 'the engine gave no reason' });
});
