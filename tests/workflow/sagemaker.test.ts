/** Jobs at an asynchronous SageMaker endpoint: whatever becomes of a request, its job ends once. */
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import type { Script } from '../../chaos/script.ts';
import { RoutedQuote } from '../../core/job/routed-quote.ts';
import type { TimelineEvent } from '../../core/job/timeline.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { invokeRound } from '../support/invoke.ts';
import { held, LONG, scriptFile, SHORT, textOfScript } from '../support/scripted-audio.ts';
import { until } from '../support/until.ts';
import { deliveriesOf } from '../support/webhook-of.ts';

const SagemakerImage = '123456789012.dkr.ecr.eu-north-1.amazonaws.com/spotscribe:1';
const ENDPOINT = 'spotscribe-local';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start({ parameters: { SagemakerImage }, engine: STUB_ENGINE });
});
afterEach(() => endpoint().faults.clear());
afterAll(() => cloud.stop());

const endpoint = () => cloud.cloud.aws.sagemaker;

async function submit(script: Script = SHORT, options: object = {}): Promise<string> {
  const asked = { route: 'sagemaker', webhook: cloud.webhook, force: true, ...options } as const;
  const { jobId } = await cloud.client.submitFile(scriptFile(script), asked);
  return jobId;
}

async function eventsOf(jobId: string): Promise<TimelineEvent['what'][]> {
  return (await cloud.client.timeline(jobId)).map(({ what }) => what);
}

/** Keys that SageMaker has written and nothing has deleted. */
async function objectsOfEndpoint(): Promise<string[]> {
  const Bucket = cloud.output('ResultsBucketName');
  const listed = await cloud.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'sagemaker/' }));
  return (listed.Contents ?? []).flatMap(({ Key }) => Key ?? []);
}

async function noObjectIsLeft(): Promise<void> {
  await until('no object of the endpoint is left', async () => {
    return (await objectsOfEndpoint()).length === 0;
  });
}

function requestsOf(jobId: string): number {
  return endpoint().host.requests.filter(({ inferenceId }) => inferenceId.startsWith(jobId)).length;
}

async function expectToldOnce(jobId: string): Promise<void> {
  expect(deliveriesOf(cloud, jobId)).toHaveLength(1);
  await noObjectIsLeft();
}

test('a job has its transcript from the endpoint, and pays for its seconds alone', async () => {
  const jobId = await submit();
  const job = await cloud.receipted(jobId);
  expect(job.route).toMatchObject({ chosen: 'sagemaker' });
  expect(job.instance).toMatchObject({ market: 'sagemaker', type: 'ml.g4dn.xlarge' });
  expect((await cloud.client.transcript(jobId)).text).toBe(textOfScript(SHORT));
  const machine = job.receipt?.lines.filter(({ attempt }) => attempt !== undefined);
  expect(machine).toMatchObject([{ what: 'instance', unit: 'seconds', attempt: 1 }]);
  expect(machine?.[0]?.quantity).toBeLessThan(60);
  expect(await eventsOf(jobId)).toEqual(
    expect.arrayContaining(['launching', 'sent-to-endpoint', 'transcribed', 'completed']),
  );
  expect(cloud.instancesOf(jobId)).toEqual([]);
  expect(requestsOf(jobId)).toBe(1);
  await expectToldOnce(jobId);
});

test('a file that cannot be read fails for good, with the reason of the container', async () => {
  const ending = 'unreadable';
  const jobId = await submit({ title: 'oläslig fil', windows: 2, paceSeconds: 0, ending });
  const { error, attempt } = await cloud.ended(jobId);
  expect({ error: error?.code, attempt }).toEqual({ error: 'AudioUnreadable', attempt: 1 });
  expect(requestsOf(jobId)).toBe(1);
  await expectToldOnce(jobId);
});

describe('gets an instance of its own, once, when', () => {
  test.each([
    ['a request takes too long', { kind: 'time-out', afterMs: 300 }],
    ['its container dies', { kind: 'container-dies', afterMs: 300 }],
    ['it has waited too long', { kind: 'expires' }],
  ] as const)('%s', async (_, fault) => {
    endpoint().faults.add({ ...fault, times: 1 });
    const jobId = await submit(LONG);
    const job = await cloud.completed(jobId);
    expect(job).toMatchObject({ attempt: 2, route: { chosen: 'spot' } });
    expect(job.route.rejected).toContainEqual({
      route: 'sagemaker',
      because: 'The endpoint did not do the job before.',
    });
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
    expect(requestsOf(jobId)).toBe(1);
    await expectToldOnce(jobId);
  });

  test('the endpoint does not take the request', async () => {
    const refusal = { kind: 'refuse', code: 'ServiceUnavailable', status: 503 } as const;
    endpoint().faults.add({ ...refusal, times: 1 });
    const jobId = await submit();
    const job = await cloud.completed(jobId);
    expect(job).toMatchObject({ attempt: 1, route: { chosen: 'spot' } });
    expect(await eventsOf(jobId)).toContain('fell-over');
    expect(requestsOf(jobId)).toBe(0);
    await expectToldOnce(jobId);
  });
});

describe('a notification', () => {
  test('that is lost: a round finds the result', async () => {
    endpoint().faults.add({ kind: 'lost-notification', times: 1 });
    const jobId = await submit();
    await until('the result is there', async () => (await objectsOfEndpoint()).length === 1);
    await cloud.until('the workflow waits for it', jobId, async () => {
      const job = await cloud.jobs.job(jobId);
      return job?.status === 'processing' && job.taskToken !== undefined;
    });
    await invokeRound(cloud, 'sagemakerEnded');
    await cloud.completed(jobId);
    await expectToldOnce(jobId);
  });

  test('that comes again changes nothing', async () => {
    endpoint().faults.add({ kind: 'repeated-notification', times: 1, more: 2 });
    const jobId = await submit();
    const job = await cloud.receipted(jobId);
    await noObjectIsLeft();
    await invokeRound(cloud, 'sagemakerEnded');
    expect(await cloud.atRest(jobId)).toEqual(job);
    await expectToldOnce(jobId);
  });
});

describe('a late result is deleted', () => {
  test('of a cancelled job, whose seconds are in its receipt', async () => {
    const { script, letGo } = held();
    const jobId = await submit(script);
    await until('the endpoint has it', () => requestsOf(jobId) === 1);
    await cloud.until('it is in work', jobId, async () => {
      return (await cloud.jobs.job(jobId))?.status === 'processing';
    });
    await ask(cloud, { path: `/jobs/${jobId}/cancel` });
    letGo();
    const job = await cloud.atRest(jobId);
    expect(job.status).toBe('cancelled');
    expect(job.receipt?.lines[0]?.quantity).toBeGreaterThan(0);
    await expectToldOnce(jobId);
  });

  test('of a deleted job', async () => {
    endpoint().faults.add({ kind: 'lost-notification', times: 1 });
    const jobId = await submit(SHORT, { webhook: undefined });
    await until('the result is there', async () => (await objectsOfEndpoint()).length === 1);
    await ask(cloud, { path: `/jobs/${jobId}/cancel` });
    await cloud.ended(jobId);
    await cloud.until('it is deleted', jobId, async () => {
      const asked = { method: 'DELETE', path: `/jobs/${jobId}` };
      return (await ask(cloud, asked)).status === 200;
    });
    expect(await objectsOfEndpoint()).toEqual([]);
  });
});

test('no text can be read before the end, and the job says so', async () => {
  const { script, letGo } = held();
  const jobId = await submit(script);
  await cloud.until('it is in work', jobId, async () => {
    return (await cloud.jobs.job(jobId))?.status === 'processing';
  });
  const { route } = await cloud.client.job(jobId);
  expect(route.because).toContain('No text can be read before the end of the job.');
  const answer = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}/transcript` });
  expectProblem(answer, 409, 'not-yet');
  letGo();
  await cloud.completed(jobId);
});

test('a quote has its figures, with the start from zero', async () => {
  const body = { durationSeconds: 600, route: 'sagemaker' };
  const { text } = await ask(cloud, { path: '/quote', body });
  const { route, routes } = RoutedQuote.parse(JSON.parse(text));
  expect(route.chosen).toBe('sagemaker');
  expect(routes[0]?.because.join(' ')).toMatch(/started from zero.*ml\.g4dn\.xlarge/s);
});

test('the endpoint scales to zero, and starts again for the next job', async () => {
  await cloud.completed(await submit());
  const { host } = endpoint();
  host.idleMs = 0;
  await cloud.completed(await submit());
  await until('no container', () => host.processGroups(ENDPOINT).length === 0);
  host.idleMs = 30_000;
  await cloud.completed(await submit());
  expect(host.processGroups(ENDPOINT)).toHaveLength(1);
});
