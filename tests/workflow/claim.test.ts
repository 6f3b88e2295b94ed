import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { RedactionSecrets } from '../../core/aws/dynamodb/redaction-secrets.ts';
import type { WorkOrder } from '../../core/job/work-order.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { runByHand } from '../support/unplanned-instance.ts';
import { holdJob, newInstanceId } from '../support/held-job.ts';
import { claimAs, claimWith, INSTANCE_ROLE, roleOf, sessionOf } from '../support/instance-role.ts';
import { programOf } from '../support/processes.ts';
import { LONG, scriptFile, SHORT, textOfScript } from '../support/scripted-audio.ts';
import { runSecondAgent } from './second-agent.ts';

const signal = new AbortController().signal;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

async function claim(instanceId: string, agentId?: string): Promise<WorkOrder | number> {
  return claimAs(cloud, instanceId, agentId);
}

function claimStatuses(): number[] {
  const log = cloud.cloud.aws.functionLog('spotscribe-local-claim');
  return [...log.matchAll(/"status":(\d+)/g)].map(([, status]) => Number(status));
}

describe('two that claim one job', () => {
  test('a second agent on the same instance is told 410, ends itself and reports nothing', async () => {
    const { jobId } = await cloud.client.submitFile(scriptFile(LONG));
    const engine = await programOf(cloud, jobId, 'engine');
    process.kill(engine, 'SIGSTOP');
    await cloud.until('the first agent has the job', jobId, async () => {
      return (await cloud.jobs.job(jobId))?.status === 'processing';
    });
    const [instance] = cloud.instancesOf(jobId);
    if (!instance) throw new Error('there is no instance');
    const second = await runSecondAgent(cloud, instance);
    process.kill(engine, 'SIGCONT');

    expect(second.status).toBe(0);
    expect(second.log).toContain('The job is over, or another agent has it.');
    expect(second.log).not.toContain('The job is claimed.');
    await cloud.completed(jobId);
    expect((await cloud.client.transcript(jobId)).text).toBe(textOfScript(LONG));
  });

  test('an instance with the tag of a job that it was not launched for shuts itself down', async () => {
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT));
    const twin = await runByHand(cloud, { tags: { JobId: jobId, Project: 'spotscribe-local' } });
    await cloud.completed(jobId);

    const instance = cloud.cloud.ec2.host.get(twin);
    expect(instance?.stateReason?.code).toBe('Client.InstanceInitiatedShutdown');
    expect((await cloud.client.job(jobId)).instance?.id).not.toBe(twin);
  });

  test('the first to ask has it, and may ask again; nobody else does', async () => {
    const held = await holdJob(cloud, { taskToken: 'a token', tokenAttempt: 1 });
    const [first, second] = [randomUUID(), randomUUID()];
    const order = await claim(held.instanceId, first);
    expect(order).toMatchObject({ jobId: held.jobId, attempt: 1, taskToken: 'a token' });
    expect(await claim(held.instanceId, second)).toBe(410);
    expect(await claim(held.instanceId, first)).toMatchObject({ jobId: held.jobId });
  });

  test('of ten at the same moment, one has it', async () => {
    const held = await holdJob(cloud, { taskToken: 'a token', tokenAttempt: 1 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => claim(held.instanceId)));
    expect(answers.filter((answer) => typeof answer === 'object')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 410)).toHaveLength(9);
  });
});

describe('an instance that is quicker than the workflow', () => {
  test('waits until Launch has noted it', async () => {
    const before = claimStatuses().length;
    const { promise: until, resolve: answer } = Promise.withResolvers<undefined>();
    cloud.cloud.ec2.faults.add({ kind: 'held', action: 'CreateFleet', until, times: 1 });
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT));
    await cloud.until('it has asked', jobId, () => claimStatuses().length > before);
    answer(undefined);
    await cloud.completed(jobId);
    const statuses = claimStatuses().slice(before);
    expect(statuses[0]).toBe(404);
    expect(statuses.at(-1)).toBe(200);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  });

  test('waits until the task token is stored, then does the job', async () => {
    const before = claimStatuses().length;
    const instanceId = await runByHand(cloud, { tags: { Project: 'spotscribe-local' } });
    const body = readFileSync(scriptFile(SHORT));
    const { jobId } = await holdJob(cloud, { instanceId, body });
    await cloud.until('it was told to wait', jobId, () =>
      claimStatuses().slice(before).includes(409),
    );
    const executionArn = await startAfterLaunch(jobId);

    await cloud.until('the job is completed', jobId, async () => {
      return (await cloud.jobs.job(jobId))?.status === 'completed';
    });
    await cloud.until('the execution is over', jobId, async () => {
      const { status } = await cloud.workflows.send(new DescribeExecutionCommand({ executionArn }));
      return status === 'SUCCEEDED';
    });
    expect((await cloud.client.transcript(jobId)).text).toBe(textOfScript(SHORT));
    expect(claimStatuses().at(-1)).toBe(200);
  });
});

/** Runs the deployed workflow from the state that follows Launch. @returns the execution's ARN */
async function startAfterLaunch(jobId: string): Promise<string> {
  const stateMachineArn = cloud.output('JobStateMachineArn');
  const whole = await cloud.workflows.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const definition = Definition.parse(JSON.parse(whole.definition ?? ''));
  const machine = await cloud.workflows.send(
    new CreateStateMachineCommand({
      name: 'after-launch',
      roleArn: whole.roleArn,
      definition: JSON.stringify({ ...definition, StartAt: 'AwaitTranscript' }),
    }),
  );
  const answer = { attempt: 1, heartbeatSeconds: 60, timeoutSeconds: 600 };
  const execution = await cloud.workflows.send(
    new StartExecutionCommand({
      stateMachineArn: machine.stateMachineArn,
      name: jobId,
      input: JSON.stringify({ jobId, launched: { answer } }),
    }),
  );
  return execution.executionArn ?? '';
}

const Definition = z.looseObject({ StartAt: z.string() });

describe('a claim is refused', () => {
  test('to an instance that no job knows: 404', async () => {
    expect(await claim(newInstanceId())).toBe(404);
  });

  test('while the token of this attempt is not stored: 409', async () => {
    const none = await holdJob(cloud);
    const stale = await holdJob(cloud, {
      attempt: 1,
      taskToken: 'of an attempt before',
      tokenAttempt: 0,
    });
    expect(await claim(none.instanceId)).toBe(409);
    expect(await claim(stale.instanceId)).toBe(409);
  });

  test('to the instance of an attempt that is over: 410', async () => {
    const { jobId, instanceId } = await holdJob(cloud, { taskToken: 'a token', tokenAttempt: 1 });
    const event = { event: { what: 'launching' as const } };
    await cloud.jobs.transition(
      jobId,
      { from: ['launching'], to: 'processing', attempt: 1 },
      event,
    );
    await cloud.jobs.transition(
      jobId,
      { from: ['processing'], to: 'launching', attempt: 1 },
      event,
    );
    expect((await cloud.jobs.job(jobId))?.attempt).toBe(2);
    expect(await claim(instanceId)).toBe(410);
  });

  test('to the instance of a job that is over: 410', async () => {
    const { jobId, instanceId } = await holdJob(cloud, { taskToken: 'a token', tokenAttempt: 1 });
    const move = { from: ['launching'], to: 'failed', attempt: 1 } as const;
    await cloud.jobs.transition(jobId, move, { event: { what: 'failed' } });
    expect(await claim(instanceId)).toBe(410);
  });

  test('to whoever does not sign, or signs as somebody else: 403', async () => {
    const { instanceId } = await holdJob(cloud, { taskToken: 'a token', tokenAttempt: 1 });
    const url = `${cloud.cloud.info.apiUrl}/instances/claim`;
    const body = JSON.stringify({ agentId: randomUUID() });
    const headers = { 'content-type': 'application/json' };
    const unsigned = await fetch(url, { method: 'POST', headers, body });
    expect(unsigned.status).toBe(403);

    const launch = await roleOf(cloud, 'LaunchRole');
    const instance = await sessionOf(cloud, INSTANCE_ROLE, instanceId);
    const somebody = [
      ['the account itself', cloud.cloud.aws.connection],
      ['a function', await sessionOf(cloud, launch, instanceId)],
      ['the instance role, but no instance', await sessionOf(cloud, INSTANCE_ROLE, 'a-person')],
      ['a wrong secret', withSecret(instance, 'x'.repeat(40))],
    ] as const;
    for (const [who, connection] of somebody) {
      const answer = await claimWith(cloud, connection)({ agentId: randomUUID() }, signal);
      expect([who, answer]).toEqual([who, { refused: 403 }]);
    }
    expect(await claim(instanceId)).toMatchObject({ attempt: 1 });
  });
});

function withSecret<T extends { credentials: object }>(connection: T, secretAccessKey: string): T {
  return { ...connection, credentials: { ...connection.credentials, secretAccessKey } };
}

describe('what a job asks of the engine', () => {
  test('is in the work order as the engine takes it, and absent if not asked for', async () => {
    const token = { taskToken: 'a token', tokenAttempt: 1 };
    const redact = { kinds: ['name'], style: 'tag', audio: true, keepOriginal: true } as const;
    const asking = await holdJob(cloud, {
      ...token,
      ...{ speakers: 2, review: true, vocabulary: ['Anna Ek'] },
      redact: { ...redact, kinds: [...redact.kinds] },
      redactionSecret: 'own',
    });
    const plain = await holdJob(cloud, token);
    const orders = await Promise.all([claim(asking.instanceId), claim(plain.instanceId)]);
    expect(orders).toMatchObject([
      {
        options: { speakers: { min: 2, max: 2 }, review: true, vocabulary: ['Anna Ek'] },
        redact: { ...redact, secret: 'own' },
      },
      {},
    ]);
    const [, order] = orders;
    if (typeof order === 'number') throw new Error('no work order');
    expect(Object.keys(order.options)).toEqual(['model', 'language', 'words', 'channels']);
    expect(order).not.toHaveProperty('redact');
  });

  test('chunks of a session share one redaction secret, which no view shows', async () => {
    const session = { id: `hearing-${randomUUID()}`, count: 2 };
    const jobs = await Promise.all(
      [0, 1].map(async (index) => {
        const audio = { upload: { filename: `${index}.wav`, bytes: 9 } };
        const { jobId } = await cloud.client.createJob({
          ...{ audio, redact: {}, session: { ...session, index } },
        });
        return cloud.jobs.job(jobId);
      }),
    );
    const secrets = new RedactionSecrets(cloud.table);
    const [first, second] = await Promise.all(
      jobs.map(async (job) => (job ? secrets.of(job) : undefined)),
    );
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(second).toBe(first);
    expect(jobs.map((job) => job?.redactionSecret)).toEqual([undefined, undefined]);
  });
});
