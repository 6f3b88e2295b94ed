/** What a machine receives of the analyses of its job. */
import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnalysisRequest } from '../../core/analysis/analysis-request.ts';
import {
  attemptAnalysisPieceKey,
  transcriptKey,
  type WorkOrder,
} from '../../core/job/work-order.ts';
import { aJob } from '../support/a-job.ts';
import { resolved, tasksOf } from '../support/asl-tasks.ts';
import { holdJob } from '../support/held-job.ts';
import { claimWith, INSTANCE_ROLE, sessionOf } from '../support/instance-role.ts';
import { aResult } from '../support/task-result.ts';
import { TestCloud } from '../support/test-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

const analysis: AnalysisRequest[] = [{ preset: 'summary', model: 'tiny-llm' }];
const token = { taskToken: 'a token', tokenAttempt: 1 };

async function claim(
  instanceId: string,
  { agentId = randomUUID(), renewal = false }: { agentId?: string; renewal?: boolean } = {},
): Promise<WorkOrder | number> {
  const post = claimWith(cloud, await sessionOf(cloud, INSTANCE_ROLE, instanceId));
  const asked = { agentId, ...(renewal && { renewal }) };
  const answer = await post(asked, AbortSignal.timeout(60_000));
  return 'order' in answer ? answer.order : answer.refused;
}

function analysisIn(order: WorkOrder | number): NonNullable<WorkOrder['analysis']> {
  if (typeof order === 'number' || !order.analysis) throw new Error('the order has no analysis');
  return order.analysis;
}

async function write(key: string, body: string): Promise<void> {
  const bucket = cloud.output('ResultsBucketName');
  await cloud.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
}

test('a job without analyses has none in its order', async () => {
  const { instanceId } = await holdJob(cloud, token);
  expect(await claim(instanceId)).not.toHaveProperty('analysis');
});

test('the first order names what is asked for, and that the token is the transcript’s', async () => {
  const { instanceId } = await holdJob(cloud, { analysis, ...token });
  const order = analysisIn(await claim(instanceId));
  expect(order).toEqual({ requests: analysis, awaits: 'transcript', pieces: [] });
});

test('between the two tokens the machine waits, then its renewal has the second one', async () => {
  const given = { analysis, result: aResult() };
  const between = await holdJob(cloud, given);
  expect(await claim(between.instanceId, { renewal: true })).toBe(409);

  const after = await holdJob(cloud, { ...given, ...token, tokenPhase: 'analysis' });
  const agentId = randomUUID();
  await claim(after.instanceId, { agentId });
  const order = await claim(after.instanceId, { agentId, renewal: true });
  expect(order).toMatchObject({ taskToken: 'a token' });
  expect(analysisIn(order)).toEqual({ requests: analysis, awaits: 'analysis', pieces: [] });
  expect(await claim(after.instanceId, { renewal: true })).toBe(410);
});

test('a token that the machine has is not replaced by that of a later try of the state', async () => {
  const agentId = randomUUID();
  const { jobId, instanceId } = await holdJob(cloud, { analysis, result: aResult(), ...token });
  await claim(instanceId, { agentId });
  await cloud.jobs.publish(aJob({ jobId, attempt: 1 }), {
    remove: ['taskToken', 'tokenAttempt'],
    event: { what: 'transcript-published' },
  });
  await awaitAnalysis(jobId, 'the first try');
  await awaitAnalysis(jobId, 'the second try');
  const order = await claim(instanceId, { agentId, renewal: true });
  expect(order).toMatchObject({ taskToken: 'the second try' });
  await expect(awaitAnalysis(jobId, 'the third try')).rejects.toThrow(
    ConditionalCheckFailedException,
  );
});

/** Stores a token as the state does. */
async function awaitAnalysis(jobId: string, taskToken: string): Promise<void> {
  const state = tasksOf().find(({ name }) => name === 'AwaitAnalysis')?.state;
  const input = { jobId, settled: { attempt: 1 } };
  const asked = resolved(state?.Parameters, input, { token: taskToken });
  const TableName = cloud.table.name;
  await new DynamoDBClient(cloud.cloud.aws.connection).send(
    new UpdateItemCommand({ ...(asked as UpdateItemCommand['input']), TableName }),
  );
}

test('with a transcript, the order has it, its result and what was read of it: nothing is heard', async () => {
  const { jobId, instanceId } = await holdJob(cloud, { analysis, result: aResult(), ...token });
  await write(transcriptKey(jobId, 'json'), '{"text":"hej"}');
  await write(attemptAnalysisPieceKey({ jobId, attempt: 1 }, '0-0-abc'), '{"piece":1}');

  const whole = await claim(instanceId);
  expect(whole).not.toHaveProperty('resume');
  const order = analysisIn(whole);
  expect(order.awaits).toBe('transcript');
  expect(order.transcript?.result).toEqual(aResult());
  const read = async (url = '') => (await fetch(url)).json();
  expect(await read(order.transcript?.url)).toEqual({ text: 'hej' });
  expect(await Promise.all(order.pieces.map(read))).toEqual([{ piece: 1 }]);
});
