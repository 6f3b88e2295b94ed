import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkAudio } from '../../core/steps/arrivals/check-audio.ts';
import { sample, sampleFile } from '../support/samples.ts';

const WAV = readFileSync(sampleFile('demo.wav'));
const { seconds } = sample('demo.wav');
const object = { bucket: 'audio', key: 'drop/demo.wav' };

/** An object as S3 has it, which may say that it is larger than what is there. */
function inS3(bytes: Buffer, size = bytes.length) {
  return {
    head: () => Promise.resolve({ bytes: size, versionId: 'v1', metadata: {} }),
    range: (_: unknown, from: number, length: number) =>
      Promise.resolve(bytes.subarray(from, from + length)),
  };
}

describe('audio, before anything is paid for', () => {
  test('is kept with its version and its duration', async () => {
    const checked = await checkAudio(object, { objects: inS3(WAV), maxAudioSeconds: 60 });
    expect(checked).toMatchObject({
      audio: { bytes: WAV.length, versionId: 'v1', durationSeconds: expect.closeTo(seconds, 2) },
    });
  });

  test('longer than the limit is AudioTooLong, with both figures', async () => {
    const { problem } = await checkAudio(object, { objects: inS3(WAV), maxAudioSeconds: 3 });
    expect(problem).toMatchObject({ code: 'AudioTooLong', attempt: 0 });
    expect(problem?.message).toMatch(new RegExp(`${Math.round(seconds)} s.*3 s`));
  });

  test('a length that is only worked out refuses nothing', async () => {
    const open = Buffer.from(WAV);
    open.writeUInt32LE(0, 40);
    const checked = await checkAudio(object, { objects: inS3(open), maxAudioSeconds: 3 });
    expect(checked).toMatchObject({ audio: { estimated: true } });
  });

  test('over 16 GiB is AudioTooLong, with both figures', async () => {
    const objects = inS3(WAV, 16 * 1024 ** 3 + 1);
    const { problem } = await checkAudio(object, { objects, maxAudioSeconds: 60 });
    expect(problem).toMatchObject({ code: 'AudioTooLong' });
    expect(problem?.message).toMatch(/17179869185.*17179869184/);
  });
});
