/**
 * `npm run bench api`: the HTTP API on the embedded cloud. Request latency with one client and with
 * sixteen, and beside an owner at its limits; cold starts; time to terminate a cancelled job's machine; AWS requests per API request and
 * per job, and their cost.
 */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../client/api-client.ts';
import { LOCAL, PROJECT } from '../computer/project.ts';
import { startCloud } from '../local/cloud.ts';
import { WebhookReceiver } from '../local/webhook-receiver.ts';
import { cancelOne } from './api/cancelling.ts';
import { importTimes } from './api/imports.ts';
import { latencyOf, timed } from './api/latency.ts';
import { besideNeighbour } from './api/neighbour.ts';
import { costUsd, difference, USED, usageSoFar, type Usage } from './api/usage.ts';
import { bundles, compressedSize } from './bundles.ts';
import { quantile } from './quantile.ts';
import { transitionsOfCompletedJob } from './transitions.ts';

const WARM = 20;
const REQUESTS = 400;
const JOBS = 5;
/** Times an owner may wait longer because another one uses up its limits. */
const MOST_SLOWED = 2;
const CANCELLED = 10;
const AUDIO = path.join(PROJECT, 'model', 'micro-whisper', 'audio', 'demo.wav');
const UPLOAD = { audio: { upload: { filename: 'a.wav', bytes: 9 } } };

const QUIET_MS = 2000;
const WEBHOOK_MS = 60_000;

const receiver = await WebhookReceiver.start();
const cloud = await startCloud({ allow: [receiver.address], progress: console.log });
const CODES = bundles(path.join(LOCAL, 'package'));
const FUNCTIONS = Object.keys(CODES);
try {
  const load = () => loadavg()[0]?.toFixed(1) ?? '';
  console.log(`\nLoad of the computer before: ${load()}`);
  const client = new ApiClient(cloud.info);
  await reportFirstRequests(client);
  await reportLatency(client);
  await reportNeighbour();
  await reportCancelling();
  await reportUsage(client);
  await reportFunctions();
  console.log(`\nLoad of the computer after: ${load()}`);
} finally {
  await cloud.stop();
  await receiver.stop();
}

/** Cold start of a function: start the process, load the bundle, open connections. */
async function reportFirstRequests(client: ApiClient): Promise<void> {
  console.log(`
| request | first, ms | then, p50 of ${WARM}, ms | ratio |
| --- | ---: | ---: | ---: |`);
  const { jobId } = await client.createJob(UPLOAD);
  const requests: [string, string, unknown?][] = [
    ['GET', '/health'],
    ['GET', '/jobs'],
    ['GET', `/jobs/${jobId}`],
    ['GET', `/jobs/${jobId}/timeline`],
    ['GET', `/jobs/${jobId}/deliveries`],
    ['GET', `/status/${jobId}`],
    ['GET', '/v1/models'],
    ['GET', '/webhooks'],
    ['POST', `/jobs/${jobId}/cancel`],
  ];
  for (const [method, at, body] of requests) {
    const ask = () => client.request(method, at, body);
    const first = await timed(ask);
    const { p50 } = await latencyOf(ask, { clients: 1, each: WARM });
    const name = `${method} ${at.replace(jobId, '{id}')}`;
    console.log(
      `| ${name} | ${first.toFixed(0)} | ${p50.toFixed(1)} | ${(first / p50).toFixed(0)} |`,
    );
  }
}

async function reportLatency(client: ApiClient): Promise<void> {
  console.log(`
| request | clients | p50, ms | p95, ms | a second | p50 as a multiple of GET /health |
| --- | ---: | ---: | ---: | ---: | ---: |`);
  const { jobId } = await client.createJob(UPLOAD);
  const requests: [string, () => Promise<unknown>][] = [
    ['GET /health', () => client.request('GET', '/health')],
    ['GET /jobs/{id}', () => client.job(jobId)],
    ['POST /jobs', () => client.createJob(UPLOAD)],
  ];
  for (const clients of [1, 16]) {
    let health: number | undefined;
    for (const [name, ask] of requests) {
      await latencyOf(ask, { clients, each: 2 });
      const { p50, p95, perSecond } = await latencyOf(ask, { clients, each: REQUESTS / clients });
      health ??= p50;
      const figures = [
        p50.toFixed(1),
        p95.toFixed(1),
        perSecond.toFixed(0),
        (p50 / health).toFixed(1),
      ];
      console.log(`| ${[name, clients, ...figures].join(' | ')} |`);
    }
  }
}

async function reportNeighbour(): Promise<void> {
  const { health, requests, held, waits } = await besideNeighbour(cloud);
  console.log(`
| request, beside an owner at its limits | p95 alone, ms | p95 beside it, ms | ratio |
| --- | ---: | ---: | ---: |`);
  for (const { what, alone, beside } of [health, ...requests]) {
    const ratio = beside / alone;
    const figures = [alone, beside, ratio].map((figure) => figure.toFixed(1));
    console.log(`| ${[what, ...figures].join(' | ')} |`);
    if (ratio > MOST_SLOWED) process.exitCode = 1;
  }
  console.log(`\n${held} of ${waits} waits were held.`);
  if (held < waits) process.exitCode = 1;
}

async function reportCancelling(): Promise<void> {
  const cancelled = [];
  for (let job = 0; job < CANCELLED; job += 1) cancelled.push(await cancelOne(cloud));
  const row = (what: string, took: number[]) => {
    const figures = [0.5, 0.95].map((share) => (quantile(share, took) / 1000).toFixed(2));
    console.log(`| ${[what, ...figures].join(' | ')} |`);
  };
  console.log(`
| from POST /jobs/{id}/cancel, ${CANCELLED} jobs that were being transcribed | p50, s | p95, s |
| --- | ---: | ---: |`);
  row(
    'until EC2 is asked to end the machine',
    cancelled.map(({ asked }) => asked),
  );
  row(
    'until the machine is gone',
    cancelled.map(({ gone }) => gone),
  );
}

async function reportUsage(client: ApiClient): Promise<void> {
  const definition = readFileSync(path.join(PROJECT, 'statemachine', 'job.asl.json'), 'utf8');
  const { jobId } = await client.createJob(UPLOAD);
  const post = await usageOf(WARM, () => client.createJob(UPLOAD));
  const get = await usageOf(WARM, () => client.job(jobId));
  const whole = await usageOf(JOBS, () => wholeJob(client));
  const job = { ...whole, stateTransitions: transitionsOfCompletedJob(definition) };
  console.log(`
| used | POST /jobs | GET /jobs/{id} | a whole job |
| --- | ---: | ---: | ---: |`);
  const row = (what: string, figure: (usage: Usage) => string) =>
    console.log(`| ${[what, ...[post, get, job].map(figure)].join(' | ')} |`);
  for (const kind of USED) row(kind, (usage) => usage[kind].toFixed(1));
  row('USD a million', (usage) => (costUsd(usage) * 1e6).toFixed(2));
}

/** Mean usage per call, its after-effects included. */
async function usageOf(times: number, ask: () => Promise<unknown>): Promise<Usage> {
  const before = await usageWhenQuiet();
  for (let nth = 0; nth < times; nth += 1) await ask();
  return difference(await usageWhenQuiet(), before, times);
}

/** Waits until no machine is left and usage stops growing. */
async function usageWhenQuiet(): Promise<Usage> {
  for (let last = ''; ;) {
    const usage = usageSoFar(cloud, FUNCTIONS);
    const isOver = cloud.ec2.host.all().every(({ state }) => state === 'terminated');
    if (isOver && last === JSON.stringify(usage)) return usage;
    last = JSON.stringify(usage);
    await sleep(QUIET_MS);
  }
}

/** Upload, transcription, webhook; no status requests. */
async function wholeJob(client: ApiClient): Promise<void> {
  const webhook = { url: `http://${receiver.address}/` };
  const { jobId } = await client.submitFile(AUDIO, { force: true, webhook });
  await receiver.next(({ body }) => body.includes(jobId), WEBHOOK_MS);
}

async function reportFunctions(): Promise<void> {
  const imports = await importTimes(CODES, cloud);
  console.log(`
| function | bundle (gzip), kB | import in a fresh process, ms |
| --- | ---: | ---: |`);
  for (const [name, code] of Object.entries(CODES)) {
    const size = (compressedSize(code) / 1000).toFixed(1);
    console.log(`| ${name} | ${size} | ${imports[name]?.toFixed(0)} |`);
  }
}
