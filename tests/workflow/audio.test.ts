import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { textOf, Transcript } from '../../core/transcript/transcript.ts';
import { partKey, partsPrefix, transcriptKey } from '../../core/job/work-order.ts';
import { PROJECT } from '../../computer/project.ts';
import { everyEvent } from '../support/every-execution.ts';
import { readSrt, readVtt } from '../support/subtitle-files.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { drop, put } from '../support/drop.ts';
import { expectFailed } from '../support/failed-job.ts';
import { holdJob } from '../support/held-job.ts';
import { programOf } from '../support/processes.ts';
import { repeated, sample, sampleFile, stereo, type Sample } from '../support/samples.ts';
import { webhookOf } from '../support/webhook-of.ts';

/** The model's own starts and ends are 0.01 s off; regions are padded, and cut in pauses. */
const SECONDS_OFF = 0.6;

const CUT_OFF = path.join(PROJECT, 'tests/engine/cases/12-cut-off.wav');

/** Somebody's web server. */
const host = createServer((_, response) => response.end(readFileSync(sampleFile('demo.wav'))));
let address: string;
let cloud: TestCloud;
beforeAll(async () => {
  await new Promise<void>((ready) => host.listen(0, '127.0.0.1', ready));
  address = `127.0.0.1:${(host.address() as AddressInfo).port}`;
  cloud = await TestCloud.start({ allow: [address] });
});
afterAll(async () => {
  host.close();
  await cloud.stop();
});

describe('the shipped audio, by POST and upload', () => {
  /** The engine's own tests hear all of it. */
  const files = ['demo.wav', 'news.wav', 'long.wav', 'silence.wav'].map(sample);
  const jobs = new Map<string, string>();

  beforeAll(async () => {
    const submit = async ({ file }: Sample) => {
      const { jobId } = await cloud.client.submitFile(sampleFile(file));
      jobs.set(file, jobId);
      await cloud.ended(jobId);
    };
    await Promise.all(files.map(submit));
  });

  test.each(files)('$file gives what is said in it', async ({ file, text, seconds, segments }) => {
    const jobId = jobs.get(file) ?? '';
    const job = await cloud.completed(jobId);
    const transcript = await cloud.client.transcript(jobId);

    expect(transcript.text).toBe(text);
    expect(transcript).toMatchObject({ jobId, complete: true, model: 'micro-whisper' });
    expect(transcript.durationSeconds).toBeCloseTo(seconds, 1);
    expect(transcript.words).toBeUndefined();
    expect(job.audio).toMatchObject({ source: 'upload', filename: file });
    expect(job.progress.fraction).toBe(1);
    expectWithin(transcript.segments, segments);
  });

  test('silence is no error: completed, with an empty text and no segments', async () => {
    const jobId = jobs.get('silence.wav') ?? '';
    expect(await cloud.client.transcript(jobId)).toMatchObject({ text: '', segments: [] });
    expect(await (await get(jobId, 'srt')).text()).toBe('');
  });

  test('every format can be read', async () => {
    const jobId = jobs.get('news.wav') ?? '';
    const { segments } = await cloud.client.transcript(jobId);
    const answers = await Promise.all(['json', 'txt', 'srt', 'vtt'].map((f) => get(jobId, f)));
    const types = answers.map((answer) => answer.headers.get('content-type'));
    const [json = '', txt = '', srt = '', vtt = ''] = await Promise.all(
      answers.map((answer) => answer.text()),
    );

    expect(types).toEqual([
      'application/json',
      'text/plain; charset=utf-8',
      'application/x-subrip; charset=utf-8',
      'text/vtt; charset=utf-8',
    ]);
    expect(JSON.parse(json)).toMatchObject({ jobId, complete: true });
    expect(txt.split('\n').filter(Boolean)).toEqual(segments.map((segment) => segment.text.trim()));
    const cues = readSrt(srt);
    expect(readVtt(vtt)).toEqual(cues);
    expect(cues.flatMap(({ lines }) => lines).join(' ')).toBe(sample('news.wav').text);
    expectWithin(cues, segments);
  });

  test('one over 4 MB is fetched from S3, whatever its format', async () => {
    const jobId = jobs.get('demo.wav') ?? '';
    const body = 'å'.repeat(2 * 1024 ** 2 + 1);
    const place = { Bucket: cloud.output('ResultsBucketName'), Key: transcriptKey(jobId, 'vtt') };
    await cloud.s3.send(new PutObjectCommand({ ...place, Body: body }));
    const answer = await get(jobId, 'vtt');
    const fetched = await fetch(answer.headers.get('location') ?? '');
    expect(answer.status).toBe(303);
    expect(fetched.headers.get('content-type')).toBe('text/vtt; charset=utf-8');
    expect((await fetched.text()) === body).toBe(true);
  });

  test('one over 4 MB that is still made is there as well, as far as it is made', async () => {
    const { jobId } = await holdJob(cloud);
    const Bucket = cloud.output('ResultsBucketName');
    const text = 'å'.repeat(600_000);
    for (const [index, part] of [1, 2, 3, 4].entries()) {
      const segment = { id: index, start: index, end: part, text, confidence: 1, flags: [] };
      const Body = JSON.stringify({
        ...{ part, before: { segments: index, words: 0, cues: 0 }, segments: [segment], cues: [] },
        ...{ transcribedSeconds: part, durationSeconds: null, fraction: 0.5 },
      });
      await cloud.s3.send(
        new PutObjectCommand({ Bucket, Key: partKey({ jobId, attempt: 1 }, part), Body }),
      );
    }
    const answer = await get(jobId, 'json');
    expect(answer.status).toBe(303);
    const fetched = await fetch(answer.headers.get('location') ?? '');
    expect(fetched.headers.get('content-type')).toMatch(/^application\/json/);
    const { complete, segments } = Transcript.parse(await fetched.json());
    expect([complete, segments.map((segment) => segment.text === text)]).toEqual([
      ...[false, [true, true, true, true]],
    ]);
  });

  test('one that is deleted is not found', async () => {
    const jobId = jobs.get('demo.wav') ?? '';
    const place = { Bucket: cloud.output('ResultsBucketName'), Key: transcriptKey(jobId, 'txt') };
    await cloud.s3.send(new DeleteObjectCommand(place));
    expect((await get(jobId, 'txt')).status).toBe(404);
    expect((await get(jobId, 'json')).status).toBe(200);
  });
});

describe('the S3 drop', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'reencoded-'));
    const outputs = EXTENSIONS.map((extension) => path.join(folder, `a.${extension}`));
    const program = path.join(import.meta.dirname, '../support/reencode.py');
    const python = path.join(PROJECT, '.venv/bin/python');
    execFileSync(python, [program, sampleFile('news.wav'), ...outputs]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const EXTENSIONS = ['mp3', 'm4a', 'ogg', 'flac', 'webm'];
  const KEYS: Record<string, string> = {
    mp3: 'drop/nyheter.mp3',
    m4a: 'drop/möten 2026/Årsmöte på ön.m4a',
    ogg: 'drop/a+b & c%20d.ogg',
    flac: 'drop/ÅÄÖ åäö é.dat',
    webm: 'drop/djup/er/mapp/inspelning (1).webm',
  };

  test('takes every format under any key', async () => {
    const jobs = await Promise.all(
      EXTENSIONS.map(async (extension) => {
        const body = readFileSync(path.join(folder, `a.${extension}`));
        return drop(cloud, { key: KEYS[extension] ?? '', body });
      }),
    );
    for (const [index, jobId] of jobs.entries()) {
      const job = await cloud.completed(jobId);
      const filename = path.basename(KEYS[EXTENSIONS[index] ?? ''] ?? '');
      expect(job.audio).toMatchObject({ source: 'drop', filename });
      expect((await cloud.client.transcript(jobId)).text).toBe(sample('news.wav').text);
    }
  });

  test('takes its options from the metadata, and tells which it could not take', async () => {
    const jobId = await drop(cloud, {
      key: 'drop/options.wav',
      body: readFileSync(stereo({ left: 'demo.wav', right: 'silence.wav' }, folder)),
      metadata: {
        'spotscribe-words': 'true',
        'spotscribe-language': 'Swedish!',
        'spotscribe-channels': 'split',
        'spotscribe-formats': 'json,srt',
        'someone-elses': 'is none of ours',
      },
    });
    const job = await cloud.completed(jobId);
    const { text, words = [] } = await cloud.client.transcript(jobId);

    expect(words.map(({ word }) => word.trim()).join(' ')).toBe(text);
    for (const { start, end } of words) expect(end).toBeGreaterThanOrEqual(start);
    expect(job.language).toBe('sv');
    expect(Object.keys(job.result?.transcript ?? {})).toEqual(['json', 'srt']);
    expect(await (await get(jobId, 'txt')).text()).toBe(`L: ${text}\n`);
    const ignored = (await cloud.client.timeline(jobId)).filter(
      ({ what }) => what === 'option-ignored',
    );
    expect(ignored.map(({ detail }) => detail['option'])).toEqual(['language']);
  });
});

describe('audio that lies in S3 already', () => {
  test('is transcribed by its address, with words when they are asked for', async () => {
    const key = 'in/demo/gammal inspelning åäö.wav';
    await put(cloud, { key, body: readFileSync(sampleFile('unseen0_single.wav')) });
    const created = await cloud.client.createJob({
      audio: { s3: `s3://${cloud.output('AudioBucketName')}/${key}` },
      words: true,
      metadata: { ärende: '17' },
    });
    expect(created).toMatchObject({ status: 'queued' });
    expect(created.upload).toBeUndefined();

    const job = await cloud.completed(created.jobId);
    const transcript = await cloud.client.transcript(created.jobId);
    expect(job).toMatchObject({ audio: { source: 's3' }, metadata: { ärende: '17' } });
    expect(transcript.text).toBe(sample('unseen0_single.wav').text);
    expect(transcript.words).toHaveLength(transcript.text.split(' ').length);
  });
});

describe('audio at an address', () => {
  test('is fetched by the instance, and the address is told to nobody', async () => {
    const url = `http://${address}/m%C3%B6te.wav?secret=hemlig`;
    const { jobId } = await cloud.client.createJob({ audio: { url } });
    const job = await cloud.completed(jobId);
    const bytes = readFileSync(sampleFile('demo.wav'));
    expect(job.audio).toMatchObject({
      source: 'url',
      filename: 'm%C3%B6te.wav',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect((await cloud.client.transcript(jobId)).text).toBe(sample('demo.wav').text);
    const events = await everyEvent(cloud.workflows, cloud.executionArn(jobId));
    const told = JSON.stringify([job, await cloud.client.timeline(jobId), events]);
    expect(told).not.toContain('hemlig');
    expect(told).not.toContain(address);
  });

  test('that has no host is UrlFailed', async () => {
    const audio = { url: 'https://nowhere.invalid/a.wav' };
    const { jobId } = await cloud.client.createJob({ audio, webhook: cloud.webhook });
    await expectFailed(cloud, jobId, 'UrlFailed');
  });
});

describe('a call with a voice in each channel', () => {
  const [left, right] = [sample('news.wav'), sample('demo_f2.wav')];
  const split = { channels: 'split' } as const;
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-call-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is transcribed voice by voice, and the subtitles hold both', async () => {
    const file = stereo({ left: left.file, right: right.file }, folder);
    const { jobId } = await cloud.client.submitFile(file, split);
    await cloud.completed(jobId);
    const { segments } = await cloud.client.transcript(jobId);
    const said = (speaker: string) => segments.filter((segment) => segment.speaker === speaker);
    const [txt = '', srt = '', vtt = ''] = await Promise.all(
      ['txt', 'srt', 'vtt'].map((format) => textAs(jobId, format)),
    );
    const cues = readSrt(srt);

    expect([textOf(said('L')), textOf(said('R'))]).toEqual([left.text, right.text]);
    expectWithin(said('R'), right.segments);
    expect(txt.split('\n').filter(Boolean)).toEqual(
      segments.map(({ speaker, text }) => `${speaker}: ${text}`),
    );
    expect(readVtt(vtt)).toEqual(cues);
    for (const [index, { start, end, lines }] of cues.entries()) {
      expect(start).toBeGreaterThanOrEqual(cues[index - 1]?.end ?? 0);
      expect(end).toBeGreaterThan(start);
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(42);
    }
    const words = (text: string) => text.match(/\p{L}+/gu)?.sort();
    expect(words(cues.flatMap(({ lines }) => lines).join(' '))).toEqual(
      words(`${left.text} ${right.text}`),
    );
  });

  test('but without two channels is AudioUnsupported, and the owner is told what to do', async () => {
    const options = { ...split, webhook: cloud.webhook };
    const { jobId } = await cloud.client.submitFile(sampleFile('demo.wav'), options);
    const { error } = await expectFailed(cloud, jobId, 'AudioUnsupported');
    expect(error?.message).toMatch(/channel.*mix/);
  });
});

test('a small file that would take gigabytes of memory is AudioUnreadable, once, on one machine', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-bomb-'));
  try {
    const bomb = path.join(folder, 'packets.m4a');
    const program = path.join(import.meta.dirname, '../support/bomb.py');
    execFileSync(path.join(PROJECT, '.venv/bin/python'), [program, bomb]);
    const { jobId } = await cloud.client.submitFile(bomb, { webhook: cloud.webhook });
    const { error, attempt } = await expectFailed(cloud, jobId, 'AudioUnreadable');
    expect(error?.message).toContain('170000000 packets');
    expect(attempt).toBe(1);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('a file that was cut off', () => {
  test('is transcribed as far as it goes, and everybody is told that it ends early', async () => {
    const options = { webhook: cloud.webhook };
    const { jobId } = await cloud.client.submitFile(CUT_OFF, options);
    const job = await cloud.completed(jobId);
    expect(job.audio.truncated).toBe(true);
    expect(job.audio.durationSeconds).toBeCloseTo(7.1, 1);
    const transcript = await cloud.client.transcript(jobId);
    expect(transcript.audio).toEqual({ truncated: true });
    expect(transcript.text).not.toBe('');
    const { event } = await webhookOf(cloud, jobId);
    expect(event.data.audio.truncated).toBe(true);
    const timeline = await cloud.client.timeline(jobId);
    expect(timeline.find(({ what }) => what === 'completed')?.detail).toMatchObject({
      truncated: true,
    });
  });
});

test('a film with two audio tracks is heard as the job asks, and says which tracks it has', async () => {
  const film = path.join(PROJECT, 'tests/engine/cases/04-two-tracks.mp4');
  const { jobId } = await cloud.client.submitFile(film, { track: 1 });
  const { tracks = [] } = (await cloud.completed(jobId)).audio;
  expect(tracks.map(({ index, heard }) => [index, heard])).toEqual([
    [0, false],
    [1, true],
  ]);
});

describe('a language that the model does not know', () => {
  test('is OptionInvalid, once, on one machine', async () => {
    const options = { language: 'yue', webhook: cloud.webhook } as const;
    const { jobId } = await cloud.client.submitFile(sampleFile('demo.wav'), options);
    const { error, attempt } = await expectFailed(cloud, jobId, 'OptionInvalid');
    expect(error?.message).toContain("'yue'");
    expect(attempt).toBe(1);
    expect(cloud.instancesOf(jobId)).toHaveLength(1);
  });
});

describe('a transcript in the making', () => {
  test('can be read as far as it has come', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-long-'));
    const file = repeated('long.wav', { times: 5, into: folder });
    const { jobId } = await cloud.client.submitFile(file);
    rmSync(folder, { recursive: true });
    const agent = await programOf(cloud, jobId, 'agent');
    await cloud.until('a part is written', jobId, () => hasParts(jobId));
    // The agent cannot end the job while it stands still.
    process.kill(agent, 'SIGSTOP');
    const job = await cloud.client.job(jobId);
    const soFar = await cloud.client.transcript(jobId);
    const [txt, vtt] = await Promise.all(['txt', 'vtt'].map((format) => textAs(jobId, format)));
    process.kill(agent, 'SIGCONT');

    expect(job.status).toBe('processing');
    expect(job.progress.transcribedSeconds).toBeGreaterThan(0);
    expect(soFar).toMatchObject({ jobId, complete: false });
    expect(soFar.segments.length).toBeGreaterThan(0);
    await cloud.completed(jobId);
    const whole = await cloud.client.transcript(jobId);
    expect(whole.complete).toBe(true);
    expect(whole.segments.length).toBeGreaterThan(soFar.segments.length);
    expect(whole.segments.slice(0, soFar.segments.length)).toEqual(soFar.segments);
    // What was read stays as it was; the newest subtitles may not be laid out yet.
    expect(txt?.startsWith(soFar.segments[0]?.text ?? '')).toBe(true);
    expect((await textAs(jobId, 'txt')).startsWith(txt ?? '')).toBe(true);
    expect(vtt?.startsWith('WEBVTT\n\n')).toBe(true);
    expect((await textAs(jobId, 'vtt')).startsWith(vtt ?? '')).toBe(true);
  });
});

async function get(jobId: string, format: string): Promise<Response> {
  return cloud.client.request('GET', `/jobs/${jobId}/transcript?format=${format}`);
}

async function textAs(jobId: string, format: string): Promise<string> {
  return (await get(jobId, format)).text();
}

async function hasParts(jobId: string): Promise<boolean> {
  const Bucket = cloud.output('ResultsBucketName');
  const found = await cloud.s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: partsPrefix({ jobId, attempt: 1 }) }),
  );
  return (found.KeyCount ?? 0) > 0;
}

/** What was recognised lies within what was said: from the first word to the last. */
function expectWithin(
  found: readonly { start: number; end: number }[],
  said: readonly { start: number; end: number }[],
): void {
  expect(found.length > 0).toBe(said.length > 0);
  const [first, last] = [found[0], found.at(-1)];
  const [from, to] = [said[0], said.at(-1)];
  if (!first || !last || !from || !to) return;
  expect(Math.abs(first.start - from.start)).toBeLessThan(SECONDS_OFF);
  expect(Math.abs(last.end - to.end)).toBeLessThan(SECONDS_OFF);
}
