/** Hearing a job's audio again, seeing its waveform, and reading its text as it is made. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partKey, waveformKey } from '../../core/job/work-order.ts';
import { TranscriptPage } from '../../core/transcript/transcript-page.ts';
import { AudioLink } from '../../core/view/audio-link.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { put } from '../support/drop.ts';
import { holdJob } from '../support/held-job.ts';
import { scriptFile, SHORT, textOfScript } from '../support/scripted-audio.ts';
import { TestCloud } from '../support/test-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.shared();
});
afterAll(() => cloud.leave());

const get = (path: string) => ask(cloud, { method: 'GET', path });

async function putResult(Key: string, content: object): Promise<void> {
  const Bucket = cloud.output('ResultsBucketName');
  await cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(content) }));
}

async function linkOf(jobId: string): Promise<AudioLink> {
  const answer = await get(`/jobs/${jobId}/audio`);
  expect(answer.status).toBe(200);
  return AudioLink.parse(JSON.parse(answer.text));
}

describe('GET /jobs/{id}/audio', () => {
  test('gives an address that plays from any second, as audio and never as a page', async () => {
    const body = Buffer.from('<script>alert(1)</script>');
    const { jobId } = await holdJob(cloud, { owner: cloud.cloud.info.owner, body });
    const { url, ...link } = await linkOf(jobId);
    const expected = { contentType: 'audio/wav', bytes: body.length, filename: 'held.wav' };
    expect(link).toMatchObject(expected);
    const answer = await fetch(url, { headers: { range: 'bytes=8-13' } });
    expect([answer.status, await answer.text()]).toEqual([206, 'alert(']);
    expect(answer.headers.get('content-type')).toBe('audio/wav');
    expect(answer.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''held.wav");
    const minutes = (Date.parse(link.expiresAt) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(50);
    expect(minutes).toBeLessThanOrEqual(60);
  });

  test('a name that is no audio has no type of a page, and any name is kept', async () => {
    const { jobId } = await holdJob(cloud, { owner: cloud.cloud.info.owner });
    const { audio } = (await cloud.jobs.job(jobId)) ?? {};
    if (audio?.source !== 'upload') throw new TypeError('the job has no upload');
    for (const filename of ["å'*;\r\n.html", 'constructor', 'x.svg']) {
      const named = await holdJob(cloud, {
        ...{ owner: cloud.cloud.info.owner, audio: { ...audio, filename } },
      });
      const { url, contentType } = await linkOf(named.jobId);
      expect(contentType).toBe('application/octet-stream');
      const answer = await fetch(url);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, contentType]);
      const [, encoded = ''] = answer.headers.get('content-disposition')?.split("''") ?? [];
      expect(decodeURIComponent(encoded)).toBe(filename);
    }
  });

  test('is of the version that was transcribed, even if the file was overwritten', async () => {
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT));
    await cloud.completed(jobId);
    const { audio } = (await cloud.jobs.job(jobId)) ?? {};
    if (audio?.source !== 'upload') throw new TypeError('the job has no upload');
    await put(cloud, { key: audio.key, body: 'another' });
    const { url, bytes } = await linkOf(jobId);
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(bytes);
    expect(bytes).toBe(audio.bytes);
  });

  test('is a 404 before the upload, and for audio that is not kept', async () => {
    const upload = { filename: 'a.wav', bytes: 9 };
    const { text } = await ask(cloud, { body: { audio: { upload } } });
    const { jobId } = JSON.parse(text) as { jobId: string };
    expectProblem(await get(`/jobs/${jobId}/audio`), 404, 'not-found');
    const audio = { source: 'url', url: 'https://example.com/a.wav', filename: 'a.wav' } as const;
    const fetched = await holdJob(cloud, { owner: cloud.cloud.info.owner, audio });
    const { detail } = expectProblem(await get(`/jobs/${fetched.jobId}/audio`), 404, 'not-found');
    expect(detail).toContain('not kept');
  });
});

describe('GET /jobs/{id}/waveform', () => {
  test('gives what the machine wrote, and a 404 where it wrote none or no waveform', async () => {
    const { jobId } = await holdJob(cloud, { owner: cloud.cloud.info.owner });
    const path = `/jobs/${jobId}/waveform`;
    expectProblem(await get(path), 404, 'not-found');
    await putResult(waveformKey(jobId), { perSecond: 20, peaks: '<b>' });
    expectProblem(await get(path), 404, 'not-found');
    const waveform = { perSecond: 20, peaks: 'AAD/' };
    await putResult(waveformKey(jobId), waveform);
    const answer = await get(path);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, waveform]);
  });
});

describe('GET /jobs/{id}/transcript?after=', () => {
  test('gives the parts as they come', async () => {
    const { jobId } = await holdJob(cloud, { owner: cloud.cloud.info.owner });
    const page = async (after: number) => {
      const { text } = await get(`/jobs/${jobId}/transcript?after=${after}`);
      return TranscriptPage.parse(JSON.parse(text));
    };
    expect(await page(0)).toMatchObject({ part: 0, segments: [], complete: false });
    const segment = { start: 0, end: 1, confidence: 1, flags: [] };
    for (const part of [1, 2]) {
      await putResult(partKey({ jobId, attempt: 1 }, part), {
        ...{ part, before: { segments: part - 1, words: 0, cues: 0 }, cues: [] },
        segments: [{ ...segment, id: part - 1, text: `del ${part}` }],
        ...{ transcribedSeconds: part, durationSeconds: 9, fraction: part / 9 },
      });
    }
    const { segments, ...first } = await page(0);
    expect(segments.map(({ text }) => text)).toEqual(['del 1', 'del 2']);
    expect(first).toMatchObject({ part: 2, more: false, transcribedSeconds: 2 });
    expect(await page(1)).toMatchObject({ part: 2, segments: [{ text: 'del 2' }] });
    expect(await page(2)).toMatchObject({ part: 2, segments: [], transcribedSeconds: 2 });
  });

  test('gives the published transcript from its beginning', async () => {
    const { jobId } = await cloud.client.submitFile(scriptFile(SHORT));
    await cloud.completed(jobId);
    const answer = await get(`/jobs/${jobId}/transcript?after=0`);
    const page = TranscriptPage.parse(JSON.parse(answer.text));
    expect(page).toMatchObject({ part: 1, complete: true, more: false, fraction: 1 });
    expect(page.segments.map(({ text }) => text).join(' ')).toBe(textOfScript(SHORT));
  });
});
