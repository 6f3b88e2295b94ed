/** Bulks on the embedded cloud: a prefix or a manifest becomes jobs, and a report at the end. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  paginateListExecutions,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeArchive, type Archive } from '../../bench/bulk/archive.ts';
import { auditOf } from '../../bench/bulk/audit.ts';
import {
  askBulk,
  postBulk,
  reportOf,
  reportText,
  untilOver,
  usdOfOne,
  type Driven,
} from '../../bench/bulk/scenario.ts';
import { bulkPurse } from '../../core/budgets/purse.ts';
import { BulkView } from '../../core/view/bulk-view.ts';
import { BulkDeletion } from '../../core/view/bulk-deletion.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { drivenBy } from '../support/driven-bulk.ts';
import { invokeRound } from '../support/invoke.ts';
import { limitedKey } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';

const SIZES = { files: 40, bad: 4, folders: 60 };
/** Jobs that fit into the ceiling at once. */
const AT_ONCE = 50;

let cloud: TestCloud;
let driven: Driven;
let archive: Archive;
beforeAll(async () => {
  cloud = await TestCloud.shared();
  await cloud.cloud.aws.emulator.put({ waitSpeed: 30 });
  const tendPools = () => invokeRound(cloud, 'tendPools', 11);
  driven = drivenBy(cloud, tendPools);
  archive = await makeArchive(cloud, SIZES, { name: `archive-${Date.now()}` });
});
afterAll(() => cloud.leave());

/** Ids of all jobs that a bulk has made. */
async function jobsOf(bulkId: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: Parameters<typeof cloud.lists.ofOwner>[0]['cursor'];
  do {
    const { owner } = cloud.cloud.info;
    const { jobs, next } = await cloud.lists.ofOwner({ owner, limit: 100, cursor });
    ids.push(...jobs.filter((job) => job.bulkId === bulkId).map(({ jobId }) => jobId));
    cursor = next;
  } while (cursor);
  return ids;
}

let firstBulk = '';

test('all files below a prefix become transcripts within the ceiling, and the bad ones are named', async () => {
  const one = await usdOfOne(driven);
  const body = { source: { s3: archive.address }, maxCostUsd: one * AT_ONCE };
  const bulkId = await postBulk(cloud, body, `first-${archive.address}`);
  // A client that was killed asks again.
  expect(await postBulk(cloud, body, `first-${archive.address}`)).toBe(bulkId);
  firstBulk = bulkId;
  const seen: number[] = [];
  const view = await untilOver(bulkId, driven, ({ money }) => seen.push(money?.committedUsd ?? 0));

  expect(view).toMatchObject({
    status: 'partial',
    counts: {
      ...{ listed: 100, skipped: 60, submitted: 38, refused: 2, earlier: 0 },
      ...{ completed: 36, failed: 2, waiting: 0, running: 0, cancelled: 0 },
    },
  });
  expect(view.problems.map(({ file }) => file)).toEqual(archive.bad);
  expect(view.problems.map(({ code }) => code)).toEqual([
    ...['AudioUnreadable', 'AudioUnreadable', 'AudioTooLong', 'AudioEmpty'],
  ]);
  expect(Math.max(...seen)).toBeLessThanOrEqual(body.maxCostUsd);

  const jobs = await jobsOf(bulkId);
  expect(jobs).toHaveLength(38);
  const audit = await auditOf(cloud, jobs, bulkPurse(bulkId));
  expect(audit.reservations).toBeGreaterThanOrEqual(38);
  expect(audit.mostUsd).toBeLessThanOrEqual(body.maxCostUsd);
  expect(audit.mostUsd).toBeGreaterThan(one);
});

test('its report has a line for each file, in order, as JSON lines and as a table', async () => {
  const lines = await reportOf(cloud, firstBulk);
  expect(lines.map(({ file }) => file)).toEqual(archive.keys);
  const others = lines.filter(({ status }) => status !== 'completed').map(({ file }) => file);
  expect(others).toEqual(archive.bad);
  const [first] = lines.filter(({ status }) => status === 'completed');
  const transcript = await fetch(`${first?.transcript ?? ''}?format=txt`, {
    headers: { authorization: `Bearer ${cloud.cloud.info.apiKey}` },
  });
  expect(await transcript.text()).toContain(' fil 1 0');
  const table = await reportText(cloud, firstBulk, 'csv');
  expect(table.split('\r\n')).toHaveLength(42);
});

test('the same files in a further bulk are found; those that failed are made anew only on request', async () => {
  const source = { s3: archive.address };
  const again = await untilOver(await postBulk(cloud, { source }, `2 ${archive.address}`), driven);
  expect(again.counts).toMatchObject({ submitted: 0, earlier: 38, completed: 36, failed: 2 });
  expect(await jobsOf(again.bulkId)).toEqual([]);
  const lines = await reportOf(cloud, again.bulkId);
  expect(lines.filter(({ earlier }) => earlier)).toHaveLength(38);

  const asked = { source, retryFailed: true };
  const retried = await untilOver(await postBulk(cloud, asked, `3 ${archive.address}`), driven);
  expect(retried.counts).toMatchObject({ submitted: 2, earlier: 36, completed: 36, failed: 2 });
});

test('a manifest’s broken line is named, the others become jobs with options of their own', async () => {
  const { audioBucket: Bucket, owner } = cloud.cloud.info;
  const Key = `in/${owner}/lists/${Date.now()}.jsonl`;
  const [, second = '', third = ''] = archive.keys;
  const Body = [
    JSON.stringify({ key: second, words: true }),
    '{"key": ',
    JSON.stringify({ key: `in/${owner}/nothing.wav` }),
    JSON.stringify({ key: 'in/somebody/else.wav' }),
    JSON.stringify({ key: third, metadata: { box: '7' } }),
  ].join('\n');
  await cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const source = { manifest: `s3://${Bucket}/${Key}` };
  const view = await untilOver(await postBulk(cloud, { source }, Key), driven);
  expect(view.counts).toMatchObject({ listed: 5, refused: 3, completed: 2 });
  expect(view.problems).toMatchObject([
    { file: 'line 2', code: 'invalid' },
    { file: `in/${owner}/nothing.wav`, code: 'AudioMissing' },
    { file: 'in/somebody/else.wav', code: 'invalid' },
  ]);
  const [first, , , , last] = await reportOf(cloud, view.bulkId);
  expect(await cloud.jobs.job(first?.jobId ?? '')).toMatchObject({ words: true });
  // Transcribed before, by the first bulk, with these options.
  expect(last).toMatchObject({ status: 'completed', earlier: true });
});

test('a cancelled bulk ends its jobs, and all files are accounted for', async () => {
  const asked = { source: { s3: archive.address }, options: { force: true } };
  const bulkId = await postBulk(cloud, asked, `4 ${archive.address}`);
  await cloud.until('some have jobs', bulkId, async () => (await jobsOf(bulkId)).length > 0);
  const cancelled = await askBulk(cloud, `POST /bulk/${bulkId}/cancel`);
  expect(cancelled.status).toBe(200);
  const view = await untilOver(bulkId, { ...driven, tendPools: () => Promise.resolve() });
  const { counts } = view;
  expect(view.status).toBe('cancelled');
  const ended = counts.completed + counts.failed + counts.cancelled + counts.refused;
  expect({ ended, waiting: counts.waiting, running: counts.running }).toEqual({
    ...{ ended: 40, waiting: 0, running: 0 },
  });
  for (const jobId of await jobsOf(bulkId)) await cloud.ended(jobId);
  expect((await askBulk(cloud, `POST /bulk/${bulkId}/cancel`)).status).toBe(200);
});

test('a deleted bulk leaves no row and no object, and its jobs stay', async () => {
  const [jobId = ''] = await jobsOf(firstBulk);
  const answer = await askBulk(cloud, `DELETE /bulk/${firstBulk}`);
  const { removed } = BulkDeletion.parse(JSON.parse(answer.text));
  expect(removed.objects).toBeGreaterThan(4);
  expect(removed.items).toBe(1 + 2 + 4);
  expectProblem(await ask(cloud, { method: 'GET', path: `/bulk/${firstBulk}` }), 404, 'not-found');
  expect((await cloud.client.job(jobId)).status).toMatch(/completed|failed/);
});

test('an owner’s quota of the day holds for a bulk: the rest waits, and says so until it is stopped', async () => {
  const owner = `quota-${Date.now()}`;
  const key = await limitedKey(cloud, owner, { jobsPerDay: 3, requestsPerSecond: 100 });
  const own = await makeArchive(cloud, { files: 5, bad: 0, folders: 0 }, { name: 'few', owner });
  const asked = { path: '/jobs/bulk', body: { source: { s3: own.address } }, key };
  const { bulkId } = JSON.parse((await ask(cloud, asked)).text) as { bulkId: string };
  const view = await cloud.until('the rest waits', bulkId, async () => {
    const { text } = await ask(cloud, { method: 'GET', path: `/bulk/${bulkId}`, key });
    const now = BulkView.parse(JSON.parse(text));
    return now.waitingBecause && now;
  });
  expect(view).toMatchObject({
    status: 'submitting',
    counts: { submitted: 3, waiting: 2 },
    waitingBecause: { code: 'QuotaReached', message: expect.stringContaining('3 jobs a day') },
  });

  // An operator stops it.
  const machine = cloud.output('BulkStateMachineArn').replace(':stateMachine:', ':execution:');
  await cloud.workflows.send(new StopExecutionCommand({ executionArn: `${machine}:${bulkId}` }));
  const over = await cloud.until('it is over', bulkId, async () => {
    const { text } = await ask(cloud, { method: 'GET', path: `/bulk/${bulkId}`, key });
    const now = BulkView.parse(JSON.parse(text));
    return now.endedAt !== undefined && now;
  });
  expect(over).toMatchObject({ status: 'failed', error: { code: 'internal-error' } });
});

test('a source that is not the owner’s own, and options that no job may have, are refused at once', async () => {
  const { audioBucket } = cloud.cloud.info;
  const refused = async (body: object, code = 'invalid') =>
    expectProblem(await ask(cloud, { path: '/jobs/bulk', body }), 422, code);
  const own = `s3://${audioBucket}/in/${cloud.cloud.info.owner}/x/`;
  await refused({ source: { s3: `s3://${audioBucket}/in/somebody/` } });
  await refused({ source: { s3: 's3://elsewhere/in/demo/' } });
  await refused({ source: { manifest: `s3://${audioBucket}/drop/list.jsonl` } });
  await refused({ source: { s3: own, manifest: own } });
  await refused({ source: { s3: own }, options: { model: 'no-such-model' } });
  await refused({ source: { s3: own }, options: { route: 'sagemaker' } }, 'not-available');
  await refused({ source: { s3: own }, options: { output: 's3://elsewhere/x/' } });
  await refused({ source: { s3: own }, options: { session: { id: 'a', index: 0, count: 1 } } });
});

test('no state of the workflow carries more than numbers', async () => {
  const stateMachineArn = cloud.output('BulkStateMachineArn');
  const client = cloud.workflows;
  for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn })) {
    for (const { executionArn = '' } of executions) {
      const { output = '' } = await client.send(new DescribeExecutionCommand({ executionArn }));
      expect(output.length).toBeLessThan(4000);
    }
  }
});
