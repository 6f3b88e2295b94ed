import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { isFinal } from '../../core/job/job-status.ts';
import { JobView } from '../../core/view/job-view.ts';
import { until } from '../support/until.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { sampleFile } from '../support/samples.ts';
import { ask, type Answered } from '../support/ask.ts';
import { keyOf } from '../support/tenants.ts';

const AUDIO = { upload: { filename: 'a.wav', bytes: 9 } };
const PLACES = 2;

const Refused = z.object({ error: z.object({ code: z.string() }) });

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start({ parameters: { HoldPlaces: String(PLACES) } });
});
afterAll(() => cloud.stop());

async function poll(jobId: string, wait: string) {
  const answer = await ask(cloud, { method: 'GET', path: `/jobs/${jobId}?wait=${wait}` });
  return { ...answer, job: JobView.parse(JSON.parse(answer.text)) };
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

  test('more than there are places for are told to ask again, and a place is free again', async () => {
    const { jobId } = await cloud.client.createJob({ audio: AUDIO });
    const answers: Awaited<ReturnType<typeof poll>>[] = [];
    const asked = Array.from({ length: PLACES + 2 }, async () => {
      answers.push(await poll(jobId, '20'));
    });
    await until('those without a place are answered', () => answers.length === 2);
    expect(answers.map(({ headers }) => headers.get('retry-after'))).toEqual(['5', '5']);
    await cloud.client.request('POST', `/jobs/${jobId}/cancel`);
    await Promise.all(asked);
    const held = answers.slice(2);
    expect(held.map(({ job }) => job.status)).toEqual(Array(PLACES).fill('cancelled'));
    expect(held.map(({ headers }) => headers.get('retry-after'))).toEqual([null, null]);

    const next = await cloud.client.createJob({ audio: AUDIO });
    expect((await poll(next.jobId, '1')).headers.has('retry-after')).toBe(false);
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
    const asked = Array.from({ length: PLACES + 2 }, async (_, nth) => {
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
    expect(created).toHaveLength(PLACES + 2);
    for (const { jobId } of created) {
      await ask(cloud, { path: `/jobs/${jobId}/cancel`, key });
    }
    await Promise.all(asked);
    const held = [...answers.values()].slice(2);
    expect(held.map(({ text }) => Refused.parse(JSON.parse(text)).error.code)).toEqual(
      Array(PLACES).fill('job-failed'),
    );
    expect((await jobs()).every(({ status }) => isFinal(status))).toBe(true);
  });
});
