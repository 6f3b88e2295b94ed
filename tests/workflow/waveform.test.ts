/** The waveform of a recording, from the engine to the API. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Waveform } from '../../core/audio/waveform.ts';
import { readWaveform } from '../../core/steps/requests/read-waveform.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { deleteJob } from '../support/delete-job.ts';
import { TestCloud } from '../support/test-cloud.ts';

const RATE = 16_000;
const SECONDS = 8;
const LOUD = 5;

let cloud: TestCloud;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-waveform-'));
  cloud = await TestCloud.start();
});
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true });
});

/** Silence but for one second at half of full scale. */
function recording(): string {
  const data = Buffer.alloc(2 * RATE * SECONDS);
  for (let at = LOUD * RATE; at < (LOUD + 1) * RATE; at += 1) {
    data.writeInt16LE(Math.round(16_384 * Math.sin((2 * Math.PI * 440 * at) / RATE)), 2 * at);
  }
  const header = Buffer.from('RIFF____WAVEfmt ____________________data____');
  header.writeUInt32LE(36 + data.length, 4);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(2 * RATE, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.writeUInt32LE(data.length, 40);
  const file = path.join(folder, 'loud.wav');
  writeFileSync(file, Buffer.concat([header, data]));
  return file;
}

async function waveformOf(jobId: string): Promise<Waveform> {
  const answer = await cloud.client.request('GET', `/jobs/${jobId}/waveform`);
  return Waveform.parse(await answer.json());
}

test('shows the loud second of a recording, also to a job that reuses its transcript', async () => {
  const file = recording();
  const first = await cloud.client.submitFile(file);
  await cloud.completed(first.jobId);
  const { perSecond, peaks } = await waveformOf(first.jobId);
  const bytes = [...Buffer.from(peaks, 'base64')];
  expect([perSecond, bytes.length]).toEqual([20, 20 * SECONDS]);
  for (const [index, peak] of bytes.entries()) {
    const isLoud = Math.floor(index / perSecond) === LOUD;
    expect([index, peak]).toEqual([index, isLoud ? 128 : 0]);
  }
  const again = await cloud.client.submitFile(file, { force: false });
  expect((await cloud.completed(again.jobId)).reusedFrom).toBe(first.jobId);
  expect(await waveformOf(again.jobId)).toEqual({ perSecond, peaks });

  // Nothing is left of a deleted job.
  await deleteJob(cloud, first.jobId);
  const where = {
    objects: new ObjectReader(cloud.s3),
    resultsBucket: cloud.output('ResultsBucketName'),
  };
  expect(await readWaveform(first.jobId, where)).toBeUndefined();
});
