import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EC2ServiceException, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { WebhookVerificationError } from 'standardwebhooks';
import { verify } from '../../local/webhook-receiver.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { damageModel } from './damaged-model.ts';
import { drop } from '../support/drop.ts';
import { expectFailed } from '../support/failed-job.ts';
import { atNextLaunch } from './next-launch.ts';
import { killEngines, programOf } from '../support/processes.ts';
import { sampleFile } from '../support/samples.ts';
import { launchByHand } from '../support/unplanned-instance.ts';
import { webhookOf } from '../support/webhook-of.ts';

let cloud: TestCloud;
beforeAll(async () => {
  // What became of one machine is the subject here, not what the next one makes of it.
  cloud = await TestCloud.start({ parameters: { MaxAttempts: '1' } });
});
afterAll(() => cloud.stop());

/** A job that takes long enough to be disturbed. */
async function submitLong(): Promise<string> {
  const { jobId } = await cloud.client.submitFile(sampleFile('long.wav'), {
    webhook: cloud.webhook,
  });
  return jobId;
}

async function isProcessing(jobId: string): Promise<boolean> {
  return (await cloud.jobs.job(jobId))?.status === 'processing';
}

/** Overrides the unit as an operator would, see systemd.unit(5): a minute is long for a test. */
function lessPatience(root: string): void {
  const folder = `${root}/run/systemd/system/spotscribe-agent.service.d`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/test.conf`, '[Service]\nWatchdogSec=8\n');
}

describe('the machine', () => {
  test('engine killed twice: EngineCrashed', async () => {
    const jobId = await submitLong();
    await killEngines(cloud, { jobId, attempt: 1 });
    const { error } = await expectFailed(cloud, jobId, 'EngineCrashed');
    expect(error?.message).toContain('SIGKILL');
  });

  test('killed agent: is started again on its machine and completes the job', async () => {
    const jobId = await submitLong();
    const agent = await programOf(cloud, jobId, 'agent');
    await cloud.until('the job is claimed', jobId, () => isProcessing(jobId));
    process.kill(agent, 'SIGKILL');
    expect(await cloud.completed(jobId)).toMatchObject({ attempt: 1 });
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  });

  test('agent that stands still: the same, by the watchdog', async () => {
    atNextLaunch(cloud, { prepare: (instance) => lessPatience(instance.root) });
    const jobId = await submitLong();
    const agent = await programOf(cloud, jobId, 'agent');
    await cloud.until('the job is claimed', jobId, () => isProcessing(jobId));
    process.kill(agent, 'SIGSTOP');
    expect(await cloud.completed(jobId)).toMatchObject({ attempt: 1 });
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  });

  test('instance terminated from outside: InstanceLost', async () => {
    const jobId = await submitLong();
    await programOf(cloud, jobId, 'engine');
    await cloud.until('EC2 takes the order', jobId, () => terminate(jobId));
    await expectFailed(cloud, jobId, 'InstanceLost');
  });

  test('instance terminated before it ran a single program: InstanceLost', async () => {
    atNextLaunch(cloud, {
      prepare: ({ id }) => setImmediate(() => cloud.cloud.ec2.host.terminate(id)),
    });
    const jobId = await submitLong();
    await expectFailed(cloud, jobId, 'InstanceLost');
  });
});

describe('the deployment', () => {
  test('a result that nobody understands: Misconfigured, not a job for ever in work', async () => {
    const jobId = await submitLong();
    const taskToken = await cloud.until('the token is there', jobId, async () => {
      const job = await cloud.jobs.job(jobId);
      return job?.status === 'processing' && job.taskToken;
    });
    await cloud.workflows.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    const { error } = await expectFailed(cloud, jobId, 'Misconfigured');
    expect(error?.message).toContain('machine image');
  });

  test('a damaged model: ModelDamaged', async () => {
    atNextLaunch(cloud, { prepare: damageModel });
    const jobId = await submitLong();
    const { error } = await expectFailed(cloud, jobId, 'ModelDamaged');
    expect(error?.message).toContain('model.bin');
  });

  test('no image parameter: Misconfigured, said in one sentence, and no instance', async () => {
    const ssm = new SSMClient(cloud.cloud.aws.connection);
    const Name = cloud.output('ImageParameter');
    const image = await parameterOf(ssm, Name);
    await ssm.send(new DeleteParameterCommand({ Name }));
    try {
      const jobId = await submitLong();
      const { error } = await expectFailed(cloud, jobId, 'Misconfigured');
      expect(error?.message).toContain(Name);
      expect(cloud.instancesOf(jobId)).toEqual([]);
    } finally {
      await ssm.send(new PutParameterCommand({ Name, Type: 'String', Value: image }));
    }
  });
});

describe('the audio', () => {
  test('a file that is no audio, though its name is: AudioUnreadable, and no instance is launched', async () => {
    const jobId = await drop(cloud, {
      key: 'drop/no audio.mp3',
      body: 'Dear Sir or Madam, this is a letter. '.repeat(50),
      metadata: { 'spotscribe-webhook-url': cloud.webhook.url },
    });
    const job = await expectFailed(cloud, jobId, 'AudioUnreadable');
    expect(job.attempt).toBe(0);
    expect(cloud.instancesOf(jobId)).toEqual([]);
  });

  test('a text that is named .txt: AudioUnreadable too, and no instance is launched', async () => {
    const jobId = await drop(cloud, {
      key: 'drop/notes.txt',
      body: 'not audio',
      metadata: { 'spotscribe-webhook-url': cloud.webhook.url },
    });
    await expectFailed(cloud, jobId, 'AudioUnreadable');
    expect(cloud.instancesOf(jobId)).toEqual([]);
  });

  test('an empty file: AudioEmpty, and no instance is ever launched', async () => {
    const jobId = await drop(cloud, {
      key: 'drop/empty.wav',
      body: '',
      metadata: { 'spotscribe-webhook-url': cloud.webhook.url },
    });
    const job = await expectFailed(cloud, jobId, 'AudioEmpty');
    expect(job.attempt).toBe(0);
    expect(cloud.instancesOf(jobId)).toEqual([]);
  });
});

describe('these checks can fail', () => {
  test('an instance without a job is noticed as what remains', async () => {
    const { id: orphan } = await launchByHand(cloud);
    await cloud.until('the orphan runs', 'none', () => cloud.remains().length === 2);
    expect(cloud.remains()).toEqual([`${orphan} is running`, `${orphan} has processes`]);

    cloud.cloud.ec2.host.terminate(orphan);
    await cloud.until('the orphan is gone', 'none', () => cloud.remains().length === 0);
  });

  test('a webhook with a wrong signature, or a changed body, is not verified', async () => {
    const jobId = await drop(cloud, {
      key: 'drop/also empty.wav',
      body: '',
      metadata: { 'spotscribe-webhook-url': cloud.webhook.url },
    });
    const { delivery } = await webhookOf(cloud, jobId);
    const secret = cloud.cloud.info.webhookSecret;
    const signature = `v1,${Buffer.alloc(32).toString('base64')}`;
    const forged = {
      ...delivery,
      headers: { ...delivery.headers, 'webhook-signature': signature },
    };
    const changed = { ...delivery, body: delivery.body.replace('failed', 'completed') };

    expect(() => verify(delivery, secret)).not.toThrow();
    expect(() => verify(forged, secret)).toThrow(WebhookVerificationError);
    expect(() => verify(changed, secret)).toThrow(WebhookVerificationError);
    await cloud.ended(jobId);
  });
});

test('nothing remains of any of these jobs', () => {
  expect(cloud.cloud.ec2.host.all().length).toBeGreaterThan(4);
  expect(cloud.remains()).toEqual([]);
});

/** False while EC2 does not know the new instance yet, as it may say for some seconds. */
async function terminate(jobId: string): Promise<boolean> {
  const InstanceIds = cloud.instancesOf(jobId).map(({ id }) => id);
  try {
    await cloud.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    return true;
  } catch (error) {
    const isNew =
      error instanceof EC2ServiceException && error.name === 'InvalidInstanceID.NotFound';
    if (!isNew) throw error;
    return false;
  }
}

async function parameterOf(ssm: SSMClient, Name: string): Promise<string> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
  if (Parameter?.Value === undefined) throw new Error(`there is no parameter ${Name}`);
  return Parameter.Value;
}
