/** An instance that somebody started by hand, from the stack's own launch template. */
import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { newJobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import type { Instance } from '../../local/ec2/instance.ts';
import type { TestCloud } from './test-cloud.ts';
import { holdJob } from './held-job.ts';

/** Does nothing until it is ended. */
const IDLE = Buffer.from('#!/bin/sh\nexec tail -f /dev/null\n').toString('base64');

export interface RunByHand {
  /** Beside the template's. */
  readonly tags?: Readonly<Record<string, string>>;
  /** In base64; default: the template's. */
  readonly userData?: string;
}

/** RunInstances with the stack's launch template and its image. @returns the instance's id */
export async function runByHand(
  cloud: TestCloud,
  { tags = {}, userData }: RunByHand = {},
): Promise<string> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const ssm = new SSMClient(cloud.cloud.aws.connection);
  const Name = cloud.output('ImageParameter');
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
  const { Instances = [] } = await cloud.ec2.send(
    new RunInstancesCommand({
      LaunchTemplate: { LaunchTemplateName: cloud.output('LaunchTemplateName') },
      ImageId: Parameter?.Value,
      InstanceType: 'g4dn.xlarge',
      UserData: userData,
      ...(Tags.length > 0 && { TagSpecifications: [{ ResourceType: 'instance', Tags }] }),
      MinCount: 1,
      MaxCount: 1,
    }),
  );
  return Instances[0]?.InstanceId ?? 'none';
}

/** It runs until it is ended: nothing on it will do that. */
export async function launchByHand(
  cloud: TestCloud,
  tags: Readonly<Record<string, string>> = {},
): Promise<Instance> {
  const id = await runByHand(cloud, { tags, userData: IDLE });
  return cloud.until(`${id} runs, and EC2 knows it`, 'none', async () => {
    const instance = cloud.cloud.ec2.host.get(id);
    const Filters = [{ Name: 'instance-id', Values: [id] }];
    const seen = await cloud.ec2.send(new DescribeInstancesCommand({ Filters }));
    return instance?.state === 'running' && seen.Reservations?.length === 1 && instance;
  });
}

/** One that works on a job, as far as the table knows. @param job beside what such a job has */
export async function busyByHand(
  cloud: TestCloud,
  job: Partial<Job> = {},
): Promise<{ jobId: string; instance: Instance }> {
  const { jobId = newJobId() } = job;
  const instance = await launchByHand(cloud, { JobId: jobId, Attempt: '1' });
  await holdJob(cloud, { ...job, jobId, instanceId: instance.id });
  return { jobId, instance };
}
