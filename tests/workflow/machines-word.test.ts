/**
 * What a compromised machine can do with what it is given: the task token and the upload form of its
 * job. It harms that job, and no other.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { scriptAudio } from '../../chaos/script.ts';
import { ApiClient } from '../../client/api-client.ts';
import {
  attemptTranscriptKey,
  partKey,
  type TaskResult,
  type WorkOrder,
} from '../../core/job/work-order.ts';
import { RoutedQuote } from '../../core/job/routed-quote.ts';
import { TRANSCRIPT_FORMATS } from '../../core/transcript/transcript.ts';
import { ask } from '../support/ask.ts';
import { holdJob } from '../support/held-job.ts';
import { claimAs, INSTANCE_ROLE, sessionOf, upload } from '../support/instance-role.ts';
import { invoke } from '../support/invoke.ts';
import { held } from '../support/scripted-audio.ts';
import { keyOf } from '../support/tenants.ts';
import { TestCloud } from '../support/test-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

const NOW = () => new Date().toISOString();
const YEAR_9999 = '9999-12-31T23:59:59.000Z';

function told(given: Partial<TaskResult> = {}, at = NOW()): TaskResult {
  return {
    ...{ segments: 1, language: 'sv', languageProbability: 1, confidence: 1, durationSeconds: 10 },
    ...{ truncated: false, engineSeconds: 1, audio: { bytes: 5, sha256: '0'.repeat(64) } },
    engine: { version: 'x', device: 'cuda', computeType: 'x' },
    phases: {
      ...{ booted: at, claimed: at, modelReady: at, audioReady: at },
      ...{ firstSegment: null, transcribed: at, written: at },
    },
    ...given,
  };
}

async function clientOf(owner: string): Promise<ApiClient> {
  return new ApiClient({ apiUrl: cloud.cloud.info.apiUrl, apiKey: await keyOf(cloud, owner) });
}

describe('a forged result', () => {
  /** Two recordings of the same size. */
  const { script } = held();
  const [forged, other] = ['falskt', 'annat!'].map((title) =>
    scriptAudio({ ...script, title }),
  ) as [Buffer, Buffer];

  async function quoteOf(owner: string): Promise<RoutedQuote> {
    const body = { durationSeconds: 600 };
    const key = await keyOf(cloud, owner);
    return RoutedQuote.parse(JSON.parse((await ask(cloud, { path: '/quote', body, key })).text));
  }

  /** Answers the job's task as its instance, with documents in its attempt's folder. */
  async function forge(jobId: string, result: TaskResult): Promise<void> {
    const { taskToken, instance } = await cloud.until('it is processed', jobId, async () => {
      const job = await cloud.jobs.job(jobId);
      return job?.status === 'processing' && job;
    });
    for (const format of TRANSCRIPT_FORMATS) {
      const Key = attemptTranscriptKey({ jobId, attempt: 1 }, format);
      const Bucket = cloud.output('ResultsBucketName');
      await cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'FORGED' }));
    }
    const session = await sessionOf(cloud, INSTANCE_ROLE, instance?.id ?? '');
    const output = JSON.stringify(result);
    await new SFNClient(session).send(new SendTaskSuccessCommand({ taskToken, output }));
    // Settle learns of the speed after the job is completed.
    await cloud.until('its workflow is over', jobId, async () => {
      return (await cloud.execution(jobId))?.status === 'SUCCEEDED';
    });
  }

  async function submit(client: ApiClient, content: Buffer): Promise<string> {
    const audio = { upload: { filename: 'a.wav', bytes: content.length } };
    const { jobId, upload: to } = await client.createJob({ audio });
    if (!to) throw new Error('there is no address for the upload');
    await fetch(to.url, { method: to.method, headers: to.headers, body: new Uint8Array(content) });
    return jobId;
  }

  test("moves no other owner's quote, and is not taken for another recording's", async () => {
    const mallory = await clientOf('mallory');
    const before = await quoteOf('victor');
    const jobId = await submit(mallory, forged);
    const sha256 = createHash('sha256').update(other).digest('hex');
    await forge(jobId, told({ audio: { bytes: other.length, sha256 } }, YEAR_9999));

    const after = await quoteOf('victor');
    expect(after.costUsd.high).toBeLessThanOrEqual(before.costUsd.high * 1.1);
    expect(after.completedInSeconds.high).toBeLessThanOrEqual(before.completedInSeconds.high * 1.1);

    const next = await submit(mallory, other);
    const job = await cloud.until('it is launched', next, async () => {
      const now = await cloud.jobs.job(next);
      return now && now.attempt > 0 && now;
    });
    expect(job.reusedFrom).toBeUndefined();
    await mallory.request('POST', `/jobs/${next}/cancel`);
  });
});

describe('the upload form of an attempt', () => {
  async function claimed(
    owner = 'demo',
  ): Promise<{ jobId: string; results: WorkOrder['results'] }> {
    const given = { owner, taskToken: 'a token', tokenAttempt: 1 };
    const { jobId, instanceId } = await holdJob(cloud, given);
    const order = await claimAs(cloud, instanceId);
    if (typeof order === 'number') throw new Error(`the claim was refused: ${order}`);
    return { jobId, results: order.results };
  }

  test('changes nothing of the transcript once the job is settled', async () => {
    const { jobId, results } = await claimed();
    const keyOfDocument = (format: (typeof TRANSCRIPT_FORMATS)[number]) =>
      attemptTranscriptKey({ jobId, attempt: 1 }, format);
    for (const format of TRANSCRIPT_FORMATS) {
      await upload(results, keyOfDocument(format), `"as settled: ${format}"`);
    }
    const launched = { answer: { attempt: 1 } };
    await invoke(cloud, 'settle', { jobId, launched, result: told() });

    for (const format of TRANSCRIPT_FORMATS) {
      expect(await upload(results, `jobs/${jobId}/transcript.${format}`, 'CHANGED')).toBe(403);
      expect(await upload(results, keyOfDocument(format), 'CHANGED')).toBe(204);
      const path = `/jobs/${jobId}/transcript?format=${format}`;
      expect(await ask(cloud, { method: 'GET', path })).toMatchObject({
        ...{ status: 200, text: `"as settled: ${format}"` },
      });
    }
  });

  function part(nth: number, text: string, given: object = {}): string {
    const segment = { id: nth - 1, start: nth, end: nth + 1, text, confidence: 1, flags: [] };
    return JSON.stringify({
      ...{ part: nth, before: { segments: nth - 1, words: 0, cues: 0 }, segments: [segment] },
      ...{ cues: [], transcribedSeconds: nth, durationSeconds: 60, fraction: 0.1 * nth },
      ...given,
    });
  }

  test('may write broken parts: the readable ones are answered', async () => {
    const { jobId, results } = await claimed();
    const of = { jobId, attempt: 1 };
    const written: [number, string | Buffer<ArrayBuffer>][] = [
      [1, part(1, 'Hej')],
      [2, part(2, 'på dig')],
      [3, part(3, 'överallt', { segments: [{ id: 2, start: 9, end: 1e300, text: '…' }] })],
      [4, part(9, 'en annans nummer')],
      [5, Buffer.alloc(5 * 1024 ** 2, ' ')],
      [99_999, '{"x":'],
    ];
    for (const [nth, content] of written) {
      expect(await upload(results, partKey(of, nth), content)).toBe(204);
    }
    expect(await upload(results, `${results.prefix}parts/what.json`)).toBe(204);
    expect(await upload(results, `${results.prefix}parts/00003.json/00007.json`)).toBe(204);

    const get = async (path: string) => ask(cloud, { method: 'GET', path });
    const job = await get(`/jobs/${jobId}`);
    expect(job.status).toBe(200);
    expect(JSON.parse(job.text)).toMatchObject({ status: 'processing' });
    const transcript = await get(`/jobs/${jobId}/transcript`);
    expect(transcript.status).toBe(200);
    expect(JSON.parse(transcript.text)).toMatchObject({ text: 'Hej på dig', complete: false });
    for (const path of [
      ...['txt', 'srt', 'vtt'].map((format) => `/jobs/${jobId}/transcript?format=${format}`),
      ...[`/jobs/${jobId}?wait=1`, `/status/${jobId}`, '/jobs'],
    ]) {
      expect([path, (await get(path)).status]).toEqual([path, 200]);
    }
  });
});
