import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { serverKey, speedKey, waitingKey } from '../../core/aws/dynamodb/items.ts';
import { PriceStore } from '../../core/aws/dynamodb/price-store.ts';
import { SpeedRecorder } from '../../core/aws/dynamodb/speed-recorder.ts';
import { CreatedJob } from '../../core/view/created-job.ts';
import type { JobView } from '../../core/view/job-view.ts';
import { RoutedQuote } from '../../core/job/routed-quote.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { put } from '../support/drop.ts';
import { expectFailed } from '../support/failed-job.ts';
import { repeated, sampleFile } from '../support/samples.ts';
import { until } from '../support/until.ts';

const SHORT = sampleFile('unseen0_single.wav');
const KEY = 'in/demo/long.wav';
const MODEL = 'kb-whisper-small';
const HOUR = { durationSeconds: 3600 };

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.stop());

async function quote(body: object): Promise<RoutedQuote> {
  const answer = await ask(cloud, { path: '/quote', body });
  expect(answer.status).toBe(200);
  return RoutedQuote.parse(JSON.parse(answer.text));
}

const place = () => `s3://${cloud.cloud.info.audioBucket}/${KEY}`;

describe('before any job has finished', () => {
  test('a quote has spot prices by zone, as EC2 tells them, and says that its times are estimates', async () => {
    // A slow answer of EC2 is not waited for: it is asked again, a minute later.
    const { basis, because } = await until('prices are read', async () => {
      const quoted = await quote(HOUR);
      return quoted.spotPricesReadAt !== undefined && quoted;
    });
    expect(basis.find(({ type }) => type === 'g4dn.xlarge')).toMatchObject({
      usdPerHour: { low: 0.2, high: 0.22 },
      cheapest: { market: 'spot', zone: 'eu-north-1a' },
      ...{ measuredJobs: 0, measuredLongJobs: 0 },
    });
    expect(because.join(' ')).toContain('estimate');
  });

  test('a quote creates nothing, and needs no more than the right to read', async () => {
    const before = await cloud.lists.ofOwner({ owner: 'demo', limit: 100 });
    await quote(HOUR);
    expect(await cloud.lists.ofOwner({ owner: 'demo', limit: 100 })).toEqual(before);
  });
});

describe('the routes of a quote', () => {
  const server = serverKey('box-1');
  const waiting = waitingKey('job-1');
  const forget = async (Key: typeof server) =>
    cloud.table.client.send(new DeleteCommand({ TableName: cloud.table.name, Key }));
  afterAll(() => Promise.all([server, waiting].map(forget)));

  test('are spot and batch, with what each costs, when no server is up', async () => {
    const { route, routes, costUsd, completedInSeconds } = await quote(HOUR);
    expect(route.chosen).toBe('spot');
    expect(route.rejected.map((one) => one.route).sort()).toEqual(['batch', 'warm']);
    expect(routes.map((one) => one.route)).toEqual(['spot', 'batch']);
    expect(routes[0]).toMatchObject({ costUsd, completedInSeconds });
  });

  test('begin with the requested one', async () => {
    const { route, routes } = await quote({ ...HOUR, route: 'batch' });
    expect(route).toMatchObject({ chosen: 'batch' });
    expect(routes.map((one) => one.route)).toEqual(['batch', 'spot']);
  });

  test('count on a server that reports, and on what waits', async () => {
    const now = Date.now();
    const iso = (ms: number) => new Date(now + ms).toISOString();
    const load = { running: 0, waiting: 0, places: 2 };
    const row = { pool: 'warm', kind: 'box', ready: true, load, model: MODEL, version: '1' };
    const times = { since: iso(-1000), latestStartAt: iso(3_600_000) };
    const items = [
      // From the future, so that it does not grow old in this test.
      { ...server, ...row, beatAt: iso(3_600_000) },
      { ...waiting, audioSeconds: 600, ...times },
    ];
    for (const Item of items) {
      await cloud.table.client.send(new PutCommand({ TableName: cloud.table.name, Item }));
    }
    const found = await until('the server is in a quote', async () => {
      const made = await quote(HOUR);
      return made.route.chosen === 'warm' && made;
    });
    expect(found.routes[0]?.because.join(' ')).toContain('1 server with kb-whisper-small loaded');
    expect(found.routes[0]?.costUsd.high).toBeLessThan(found.costUsd.low);
    const batch = found.routes.find(({ route }) => route === 'batch');
    expect(batch?.because.join(' ')).toMatch(/before it 1 job of .+ s of work/);
  });
});

describe('a quote is refused', () => {
  test.each([
    ['nothing', {}, /exactly one/],
    ['both', { ...HOUR, audio: { s3: 's3://b/k' } }, /exactly one/],
    [
      'audio that is still to come',
      { audio: { upload: { filename: 'a.wav', bytes: 9 } } },
      /durationSeconds/,
    ],
    [
      'audio that lies elsewhere',
      { audio: { url: 'https://audio.example/a.mp3' } },
      /durationSeconds/,
    ],
    ['no time at all', { durationSeconds: 0 }, /./],
    ['more than a job may have', { durationSeconds: 43_201 }, /./],
    ['somebody else’s audio', { audio: { s3: 's3://spotscribe-x/in/other/a.wav' } }, /below s3/],
  ])('for %s', async (_, body, message) => {
    const problem = expectProblem(await ask(cloud, { path: '/quote', body }), 422, 'invalid');
    expect(JSON.stringify(problem)).toMatch(message);
  });

  test('for a route that this deployment does not have', async () => {
    const body = { ...HOUR, route: 'sagemaker' };
    expectProblem(await ask(cloud, { path: '/quote', body }), 422, 'not-available');
  });
});

describe('a whole job', () => {
  let job: JobView;
  beforeAll(async () => {
    const { jobId } = await cloud.client.submitFile(SHORT);
    job = await cloud.receipted(jobId);
  });

  test('has the quote that was made before its launch', () => {
    expect(job.quote).toMatchObject({ durationSeconds: 2.482, model: MODEL });
    expect(Date.parse(job.quote?.quotedAt ?? '')).toBeLessThanOrEqual(
      Date.parse(job.createdAt) + (job.timings['launchRequestedSeconds'] ?? 0) * 1000,
    );
  });

  test('has a receipt, final when its instance has ended, that keeps within the quote', () => {
    const { lines = [], totalUsd = NaN } = job.receipt ?? {};
    const [instance] = lines;
    // It ran for a few seconds, and a minute is the least.
    expect(instance).toEqual({
      ...{ what: 'instance', attempt: 1, of: 'g4dn.xlarge, spot, eu-north-1a' },
      ...{ quantity: 60, unit: 'seconds', priceUsd: 0.2, per: 3600, costUsd: 0.00333333 },
    });
    expect(totalUsd).toBeGreaterThanOrEqual(job.quote?.costUsd.low ?? NaN);
    expect(totalUsd).toBeLessThanOrEqual(job.quote?.costUsd.high ?? NaN);
  });

  test('has taught the next quote how long jobs take on its type', async () => {
    const { basis, completedInSeconds } = await quote(HOUR);
    const [measured, other] = ['g4dn.xlarge', 'g5.xlarge'].map((name) =>
      basis.find(({ type }) => type === name),
    );
    expect(measured?.measuredJobs).toBe(1);
    expect(other?.measuredJobs).toBe(0);
    expect(completedInSeconds.low).toBeLessThan(other?.machineSeconds.low ?? NaN);
  });
});

describe('audio that takes long', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-costs-'));
    // Silence, which the engine has soon heard.
    file = repeated('silence.wav', { times: 31, into: folder });
    await put(cloud, { key: KEY, body: readFileSync(file) });
    const recorder = new SpeedRecorder(cloud.table);
    // As slow as is possible: half an hour, and as long as the audio.
    const sample = { fixedSeconds: 1800, secondsPerAudioSecond: 1 };
    for (const type of ['g4dn.xlarge', 'g5.xlarge', 'g6.xlarge']) {
      // Without the fast job before.
      const Key = speedKey(MODEL, type);
      await cloud.table.client.send(new DeleteCommand({ TableName: cloud.table.name, Key }));
      for (let times = 0; times < 3; times++)
        await recorder.record({ model: MODEL }, { owner: 'demo', type, sample, at: new Date() });
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('has its quote by where it lies, and in the answer to POST', async () => {
    const asked = await quote({ audio: { s3: place() } });
    const answer = await ask(cloud, { body: { audio: { s3: place() }, deadline: soon() } });
    const created = CreatedJob.parse(JSON.parse(answer.text));
    expect(asked.durationSeconds).toBeGreaterThan(120);
    expect(created.quote).toMatchObject({
      ...{ durationSeconds: asked.durationSeconds, costUsd: asked.costUsd },
    });
    await ask(cloud, { path: `/jobs/${created.jobId}/cancel` });
  });

  test('is refused at POST if it could not be done for its ceiling, with the quote', async () => {
    const body = { audio: { s3: place() }, maxCostUsd: 0.03 };
    const problem = expectProblem(await ask(cloud, { body }), 422, 'invalid');
    expect(problem.errors).toEqual([
      { path: 'maxCostUsd', message: expect.stringMatching(/^The quote is 0\.\d+ to/) },
    ]);
  });

  test('that is uploaded fails as MaxCostExceeded when it is there, before any machine', async () => {
    const webhook = cloud.webhook;
    const { jobId } = await cloud.client.submitFile(file, { maxCostUsd: 0.03, webhook });
    const { error } = await expectFailed(cloud, jobId, 'MaxCostExceeded');
    expect(error?.message).toMatch(/The quote is 0\.\d+ to/);
    expect(cloud.instancesOf(jobId)).toEqual([]);
    expect((await cloud.client.job(jobId)).receipt).toMatchObject({ final: true });
  });

  test('is done on spot, with a limit for its price, if its ceiling pays for no more', async () => {
    const { jobId } = await cloud.client.submitFile(file, { maxCostUsd: 0.2 });
    const { receipt } = await cloud.receipted(jobId);
    // A quarter above the dearest zone of the cheapest type, whose price is 0.22 USD.
    const { instance } = (await cloud.jobs.job(jobId)) ?? {};
    expect(instance).toMatchObject({ type: 'g4dn.xlarge', market: 'spot', maxUsdPerHour: 0.275 });
    expect(receipt?.totalUsd).toBeLessThan(0.2);
  });
});

test('a ceiling that pays for less time than a heartbeat may take does not stop the job', async () => {
  const { jobId } = await cloud.client.submitFile(sampleFile('silence.wav'), { maxCostUsd: 0.03 });
  expect(await cloud.completed(jobId)).toMatchObject({ attempt: 1 });
});

describe('what is known of prices and speeds', () => {
  const model = 'another-model';
  const type = 'g4dn.xlarge';

  test('survives jobs that finish at the same moment', async () => {
    const [store, recorder] = [new PriceStore(cloud.table), new SpeedRecorder(cloud.table)];
    const learn = async (fixedSeconds: number) =>
      recorder.record({ model }, { owner: 'demo', type, sample: { fixedSeconds }, at: new Date() });
    const known = async () => (await store.speeds(model, 'demo'))[type];
    await Promise.all([10, 20, 30, 40, 50].map(learn));
    const { measuredJobs = NaN } = (await known()) ?? {};
    expect(measuredJobs).toBeGreaterThanOrEqual(1);
    expect(measuredJobs).toBeLessThanOrEqual(5);
    await learn(60);
    expect(await known()).toMatchObject({ measuredJobs: measuredJobs + 1 });
  });

  test('is read where a stack before this one stored it, and where it is not understood', async () => {
    const [store, recorder] = [new PriceStore(cloud.table), new SpeedRecorder(cloud.table)];
    const seen = { jobs: 9, low: 1e9, mean: 1e9, high: 1e9 };
    const keep = async (sk: string, speed: unknown) =>
      cloud.table.client.send(
        new PutCommand({ TableName: cloud.table.name, Item: { ...speedKey('older', sk), speed } }),
      );
    await keep('g4dn.xlarge', { fixedSeconds: seen });
    await keep('g5.xlarge', { fixedSeconds: { ...seen, jobs: 'many' } });
    const sample = { fixedSeconds: 40 };
    expect(await store.speeds('older', 'demo')).toMatchObject({
      'g4dn.xlarge': { fixedSeconds: { high: 200 }, fromOthers: true },
      'g5.xlarge': { measuredJobs: 0 },
    });
    await recorder.record({ model: 'older' }, { owner: 'demo', type, sample, at: new Date() });
    expect((await store.speeds('older', 'demo'))[type]).toMatchObject({
      ...{ fixedSeconds: { low: 20, high: 80 }, measuredJobs: 1 },
    });
  });

  test('of many who find the prices old, one asks EC2, and a minute later the next may', async () => {
    const store = new PriceStore(cloud.table);
    const later = new Date(Date.now() + 7_200_000);
    const turns = await Promise.all(Array.from({ length: 10 }, async () => store.takeTurn(later)));
    expect(turns.filter(Boolean)).toHaveLength(1);
    expect(await store.takeTurn(new Date(later.getTime() + 60_000))).toBe(true);
  });
});

function soon(): string {
  return new Date(Date.now() + 3_600_000).toISOString();
}
