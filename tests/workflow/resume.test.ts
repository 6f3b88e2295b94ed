/** What an interrupted job makes of it: the same transcript, with no window read twice. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { Transcript, TRANSCRIPT_FORMATS } from '../../core/transcript/transcript.ts';
import { transcriptKey } from '../../core/job/work-order.ts';
import { consoleLog } from '../../local/ec2/instance.ts';
import { readCheckpointLine } from '../../userdata/agent/checkpoint-line.ts';
import { TestCloud } from '../support/test-cloud.ts';
import { programIn, type Attempt } from '../support/processes.ts';
import { inARow } from '../support/samples.ts';

/** Too short to finish in: the work is handed over. */
const NOTICE_MS = 15_000;
/** Three minutes and a half of speech, with pauses. */
const SPEECH = ['long.wav', 'silence.wav', 'unseen4_full.wav', 'news.wav', 'silence.wav'];

let cloud: TestCloud;
let folder: string;
let audio: string;
/** The documents of a job that nothing happened to. */
let undisturbed: string[];
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-resume-'));
  audio = inARow([...SPEECH, ...SPEECH, 'unseen5_full.wav'], folder);
  cloud = await TestCloud.start();
  const jobId = await submit();
  await cloud.completed(jobId);
  undisturbed = await documents(jobId);
});
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true });
});

async function submit(): Promise<string> {
  return (await cloud.client.submitFile(audio, { words: true })).jobId;
}

async function textOf(Key: string): Promise<string> {
  const Bucket = cloud.output('ResultsBucketName');
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
}

/** In every format; without what tells of the run and not of the speech. */
async function documents(jobId: string): Promise<string[]> {
  return Promise.all(
    TRANSCRIPT_FORMATS.map(async (format) => {
      const text = await textOf(transcriptKey(jobId, format));
      if (format !== 'json') return text;
      return JSON.stringify({ ...Transcript.parse(JSON.parse(text)), jobId: '', timings: {} });
    }),
  );
}

/** The windows that each attempt has left in the checkpoint, in order. */
async function windows(jobId: string): Promise<Record<number, number[]>> {
  const Bucket = cloud.output('ResultsBucketName');
  const { Contents = [] } = await cloud.s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: `jobs/${jobId}/attempts/` }),
  );
  const found: Record<number, number[]> = {};
  for (const { Key = '' } of Contents) {
    const attempt = Number(/\/(\d+)\/checkpoint\/\d+\.jsonl$/.exec(Key)?.[1]);
    if (Number.isNaN(attempt)) continue;
    const lines = (await textOf(Key)).split('\n').map(readCheckpointLine);
    const numbers = lines.flatMap((line) => (line?.isHeader === false ? [line.window] : []));
    found[attempt] = [...(found[attempt] ?? []), ...numbers];
  }
  return found;
}

/** Interrupts an attempt as soon as it has left so many windows, and holds its engine until it is gone. */
async function interruptAfter(count: number, attempt: Attempt): Promise<void> {
  const engine = await programIn(cloud, attempt, 'engine');
  await cloud.until(`${count} windows are transcribed`, attempt.jobId, async () => {
    return ((await windows(attempt.jobId))[attempt.attempt] ?? []).length >= count;
  });
  process.kill(engine, 'SIGSTOP');
  const instance = cloud.instancesOf(attempt.jobId)[attempt.attempt - 1];
  cloud.cloud.ec2.host.interrupt(instance?.id ?? '', NOTICE_MS);
}

async function expectResumed(jobId: string, attempts: number): Promise<void> {
  expect(await cloud.completed(jobId)).toMatchObject({ attempt: attempts });
  const left = Object.values(await windows(jobId)).flat();
  expect(left).toEqual(left.map((_, index) => index));
  expect(await documents(jobId)).toEqual(undisturbed);
}

describe('a job that is interrupted', () => {
  test('after four windows: no window is read twice, the text is the same', async () => {
    const jobId = await submit();
    await interruptAfter(4, { jobId, attempt: 1 });

    await expectResumed(jobId, 2);
    const events = await cloud.client.timeline(jobId);
    const lost = events.find(({ what }) => what === 'attempt-failed');
    expect(lost?.detail).toMatchObject({ code: 'SpotInterrupted' });
    const [, second] = cloud.instancesOf(jobId);
    if (!second) throw new Error('there was no second instance');
    expect(readFileSync(consoleLog(second), 'utf8')).toContain('The work goes on where it ended.');
  });

  test('twice: the same', async () => {
    const jobId = await submit();
    await interruptAfter(2, { jobId, attempt: 1 });
    await interruptAfter(2, { jobId, attempt: 2 });

    await expectResumed(jobId, 3);
  });

  test('before it has heard anything: the same, from the beginning', async () => {
    const jobId = await submit();
    const engine = await programIn(cloud, { jobId, attempt: 1 }, 'engine');
    process.kill(engine, 'SIGSTOP');
    cloud.cloud.ec2.host.interrupt(cloud.instancesOf(jobId)[0]?.id ?? '', NOTICE_MS);

    await expectResumed(jobId, 2);
  });
});

test('a machine that goes without a notice costs no more than what it was working on', async () => {
  const jobId = await submit();
  await programIn(cloud, { jobId, attempt: 1 }, 'engine');
  await cloud.until('two windows are left', jobId, async () => {
    return ((await windows(jobId))[1] ?? []).length >= 2;
  });
  cloud.cloud.ec2.host.terminate(cloud.instancesOf(jobId)[0]?.id ?? '');

  await expectResumed(jobId, 2);
});
