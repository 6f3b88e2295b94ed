/** What the look says of each recording in tests/engine/cases: odd files from the field. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';
import { look } from './probe.ts';

const FOLDER = path.join(PROJECT, 'tests/engine/cases');

type Answer = string | readonly [format: string, seconds: number, how: 'stated' | 'estimated'];

const ANSWERS: Record<string, Answer> = {
  '01-late-audio.mkv': ['matroska', 19, 'stated'],
  '01-late-audio.mp4': ['mp4', 19, 'stated'],
  '02-gap-recorder.webm': ['matroska', 18.3, 'estimated'],
  '02-gap.mka': ['matroska', 19.3, 'stated'],
  '02-gap.mp4': ['mp4', 20, 'stated'],
  '02-gap.ogg': ['ogg', 19.3, 'stated'],
  '03-antiphase.flac': ['flac', 4.9, 'stated'],
  '03-antiphase.mp3': ['mp3', 5, 'stated'],
  '04-two-tracks.mp4': ['mp4', 5, 'stated'],
  '05-arecord-80000000.wav': ['wav', 4.9, 'estimated'],
  '05-sox-pipe.wav': ['wav', 4.9, 'estimated'],
  '07-rifx.wav': 'AudioUnsupported',
  '08-id3-then-70k-padding.mp3': ['mp3', 14.4, 'stated'],
  '08-id3-then-padding.mp3': ['mp3', 14.4, 'stated'],
  '08-zeros-first.mp3': ['mp3', 14.4, 'stated'],
  '08-zeros-then-id3-big.mp3': ['mp3', 14.4, 'stated'],
  '08-zeros-then-id3.mp3': ['mp3', 14.4, 'stated'],
  '09-chained-mono-stereo.ogg': ['ogg', 12.3, 'estimated'],
  '09-chained.ogg': ['ogg', 7.4, 'estimated'],
  '09-dvd.mpg': 'AudioUnsupported',
  '09-hls.ts': 'AudioUnsupported',
  '09-no-audio.mp4': 'AudioUnsupported',
  '11-crosstalk.mp3': ['mp3', 5, 'stated'],
  '11-dual-mono.flac': ['flac', 14.3, 'stated'],
  '12-cut-off.wav': ['wav', 7.1, 'estimated'],
  '13-cut.m4a': ['mp4', 9.8, 'stated'],
  '13-stream-copy-cut.mp4': ['mp4', 10.5, 'stated'],
  '14-video-longer.mkv': ['matroska', 12.1, 'stated'],
  '14-video-longer.mp4': ['mp4', 12, 'stated'],
  '18-speech-at-zero.wav': ['wav', 4.9, 'stated'],
};

describe('what the look says of', () => {
  test.each(Object.entries(ANSWERS))('%s', async (name, answer) => {
    const found = await look(readFileSync(path.join(FOLDER, name)));
    if (typeof answer === 'string') return expect(found).toBe(answer);
    const [format, seconds, how] = answer;
    expect(found).toEqual({
      format,
      duration: { seconds: expect.closeTo(seconds, 1), estimated: how === 'estimated' },
    });
  });
});
