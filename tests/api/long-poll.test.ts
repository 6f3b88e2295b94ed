import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { holdKey } from '../../core/aws/dynamodb/items.ts';
import { LongPollSlots } from '../../core/aws/dynamodb/long-poll-slots.ts';
import { isFinal } from '../../core/job/job-status.ts';
import { JobView } from '../../core/view/job-view.ts';
import { until } from '../support/until.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { sampleFile } from '../support/samples.ts';
import { ask, type Answered } from '../support/ask.ts';
import { keyOf } from '../support/tenants.ts';

const AUDIO = { upload: { filename: 'a.wav', bytes: 9 } };
const PLACES = 3;
/** One owner's share of them. */
const SHARE = 2;

const Refused = z.object({ error: z.object({ code: z.string() }) });

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start({ parameters: { HoldPlaces: String(PLACES) } });
});
afterAll(() => cloud.stop());

async function poll(jobId: string, wait: string, key?: string) {
  const path = `/jobs/${jobId}?wait=${wait}`;
  const answer = await ask(cloud, { method: 'GET', path, ...(key !== undefined && { key }) });
  return { ...answer, job: JobView.parse(JSON.parse(answer.text)) };
}

async function heldPlaces(): Promise<number> {
  const item = await cloud.table.get(holdKey, z.record(z.string(), z.unknown()));
  return Object.keys(item ?? {}).filter((name) => name.startsWith('place#')).length;
}

async function aJobOf(key: string): Promise<string> {
  const { text } = await ask(cloud, { body: { audio: AUDIO }, key });
  return z.object({ jobId: z.string() }).parse(JSON.parse(text)).jobId;
}

describe('GET /jobs/{id}?wait=', () => {
  test('answers when the job changes, and not before', async () => {
    const { jobId } = await cloud.client.createJob({ audio: AUDIO });
    const held = poll(jobId, '20');
    expect((await poll(jobId, '0')).job.status).toBe('awaiting_upload');
    await cloud.client.request('POST', `/jobs/${jobId}/cancel`);
    expect(await held).toMatchObject({ status: 200, job: { status: 'cancelled' } });
    // What has ended changes no more.
    expect((await poll(jobId, '20')).job.status).toBe('cancelled');
  });

  test('answers as it is when nothing changes', async () => {
    const { jobId } = await cloud.client.createJob({ audio: AUDIO });
    expect((await poll(jobId, '1')).job.status).toBe('awaiting_upload');
  });

  test('more than its share: an owner is told to ask again, and its place is free again', async () => {
    const { jobId } = await cloud.client.createJob({ audio: AUDIO });
    const answers: Awaited<ReturnType<typeof poll>>[] = [];
    const asked = Array.from({ length: SHARE + 2 }, async () => {
      answers.push(await poll(jobId, '20'));
    });
    await until('those without a place are answered', () => answers.length === 2);
    expect(answers.map(({ headers }) => headers.get('retry-after'))).toEqual(['5', '5']);
    await cloud.client.request('POST', `/jobs/${jobId}/cancel`);
    await Promise.all(asked);
    const held = answers.slice(2);
    expect(held.map(({ job }) => job.status)).toEqual(Array(SHARE).fill('cancelled'));
    expect(held.map(({ headers }) => headers.get('retry-after'))).toEqual([null, null]);

    const next = await cloud.client.createJob({ audio: AUDIO });
    expect((await poll(next.jobId, '1')).headers.has('retry-after')).toBe(false);
  });

  test('an owner that holds its share leaves a place for others, and no more than there are', async () => {
    const [second, third] = [await keyOf(cloud, 'second'), await keyOf(cloud, 'third')];
    const first = await cloud.client.createJob({ audio: AUDIO });
    const others = await Promise.all([aJobOf(second), aJobOf(third)]);
    const held = Array.from({ length: SHARE }, () => poll(first.jobId, '20'));
    await until('the first owner holds its share', async () => (await heldPlaces()) === SHARE);
    expect((await poll(first.jobId, '1')).headers.has('retry-after')).toBe(true);
    expect((await poll(others[0], '1', second)).headers.has('retry-after')).toBe(false);

    const last = poll(others[0], '20', second);
    await until('all places are held', async () => (await heldPlaces()) === PLACES);
    expect((await poll(others[1], '1', third)).headers.has('retry-after')).toBe(true);
    await cloud.client.request('POST', `/jobs/${first.jobId}/cancel`);
    await ask(cloud, { path: `/jobs/${others[0]}/cancel`, key: second });
    for (const answer of await Promise.all([...held, last])) {
      expect(answer.job.status).toBe('cancelled');
    }
  });

  test('the places of functions that died are free once their time is over', async () => {
    const slots = new LongPollSlots(cloud.table, PLACES, () => 0);
    const end = Promise.withResolvers<undefined>();
    const { jobId } = await cloud.client.createJob({ audio: AUDIO });
    const held = ['demo', 'demo', 'second'].map((owner) =>
      slots.hold(owner, 1000, () => end.promise),
    );
    await until('all places are held', async () => (await heldPlaces()) === PLACES);
    expect((await poll(jobId, '1')).headers.has('retry-after')).toBe(false);
    end.resolve(undefined);
    await Promise.all(held);
  });

  test.each(['21', '-1', '1e1', 'long'])('%s seconds are refused', async (wait) => {
    const path = `/jobs/job-0123456789abcdef01234567?wait=${wait}`;
    expect((await ask(cloud, { method: 'GET', path })).status).toBe(422);
  });
});

describe('POST /v1/audio/transcriptions', () => {
  const OWNER = 'listener';
  const RECORDING = readFileSync(sampleFile('silence.wav'));

  /** Of a recording that no other number has. */
  async function transcribe(nth: number, key: string): Promise<Answered> {
    const body = new FormData();
    body.append('file', new Blob([RECORDING, new Uint8Array(2 * nth)]), `${nth}.wav`);
    body.append('model', 'whisper-1');
    return ask(cloud, { path: '/v1/audio/transcriptions', body, key });
  }

  const jobs = async () => (await cloud.lists.ofOwner({ owner: OWNER, limit: 100 })).jobs;

  test('more than may wait are told to ask again at once; each has its job, which a repeat joins', async () => {
    cloud.cloud.ec2.faults.add({ kind: 'pool', code: 'InsufficientInstanceCapacity' });
    const key = await keyOf(cloud, OWNER);
    const answers = new Map<number, Answered>();
    const asked = Array.from({ length: SHARE + 2 }, async (_, nth) => {
      answers.set(nth, await transcribe(nth, key));
    });
    await until('those without a place are answered', () => answers.size === 2);
    const told = [...answers];
    for (const [nth] of [...answers]) told.push([nth, await transcribe(nth, key)]);
    expect(answers.size).toBe(2);
    for (const [, { status, headers, text }] of told) {
      expect([status, Number(headers.get('retry-after')) > 0]).toEqual([503, true]);
      expect(Refused.parse(JSON.parse(text)).error.code).toBe('busy');
    }

    const created = await jobs();
    expect(created).toHaveLength(SHARE + 2);
    for (const { jobId } of created) {
      await ask(cloud, { path: `/jobs/${jobId}/cancel`, key });
    }
    await Promise.all(asked);
    const held = [...answers.values()].slice(2);
    expect(held.map(({ text }) => Refused.parse(JSON.parse(text)).error.code)).toEqual(
      Array(SHARE).fill('job-failed'),
    );
    expect((await jobs()).every(({ status }) => isFinal(status))).toBe(true);
  });
});
