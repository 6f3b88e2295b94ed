/** Lengths that a file states, and that its bytes say cannot be true, are worked out from the bytes. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';
import type { AudioProbe } from '../../core/audio/probe/probe.ts';
import { look } from './probe.ts';

const CASES = path.join(PROJECT, 'tests/engine/cases');
const MP3 = readFileSync(path.join(CASES, '03-antiphase.mp3'));
const MP3_SECONDS = 5;
const OGG = readFileSync(path.join(CASES, '02-gap.ogg'));
const LONG_OGG = 19.3;

async function durationOf(bytes: Buffer) {
  const found = await look(bytes);
  if (typeof found === 'string') throw new Error(`it is refused: ${found}`);
  return found.duration;
}

/** Within a fifth. */
function expectEstimate(duration: AudioProbe['duration'], seconds: number) {
  expect(duration?.estimated).toBe(true);
  expect(duration?.seconds).toBeGreaterThan(seconds / 1.2);
  expect(duration?.seconds).toBeLessThan(seconds * 1.2);
}

function times(count: number, bytes: Buffer): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => bytes));
}

describe('an mp3 whose count of frames', () => {
  const at = MP3.toString('latin1').search(/Xing|Info/) + 8;
  const counting = (frames: number) => {
    const bytes = Buffer.from(MP3);
    bytes.writeUInt32BE(frames, at);
    return bytes;
  };

  test.each([40, 2, 1 / 2, 1 / 40])('is %f times the right one is estimated', async (factor) => {
    const wrong = Math.round(MP3.readUInt32BE(at) * factor);
    expectEstimate(await durationOf(counting(wrong)), MP3_SECONDS);
  });

  test('is that of the first of many in a row is estimated', async () => {
    for (const count of [2, 9]) {
      expectEstimate(await durationOf(times(count, MP3)), count * MP3_SECONDS);
    }
  });

  test('is that of the whole, and half is there, is estimated', async () => {
    const half = MP3.subarray(0, MP3.length / 2);
    expectEstimate(await durationOf(half), MP3_SECONDS / 2);
  });

  /** MPEG 1, layer III, mono, 48 kHz: `index` of its table of bit rates. */
  const frames = (count: number, index: number, kbits: number) => {
    const frame = Buffer.alloc(kbits * 3);
    frame.writeUInt32BE(((0xfffb << 16) | (index << 12) | (1 << 10) | 0xc4) >>> 0);
    return times(count, frame);
  };

  test('is not there has an estimate over all of its bit rates', async () => {
    const bytes = Buffer.concat([frames(20_000, 1, 32), frames(20_000, 5, 64)]);
    expectEstimate(await durationOf(bytes), (40_000 * 1152) / 48_000);
  });

  test('is right is believed, though a long silence comes before the speech', async () => {
    const silence = frames(20_000, 1, 32);
    const speech = frames(20_000, 10, 160);
    const first = frames(1, 10, 160);
    first.write('Xing', 21);
    first.writeUInt32BE(1, 25);
    first.writeUInt32BE(40_000, 29);
    const found = await durationOf(Buffer.concat([first, silence, speech]));
    expect(found).toEqual({ seconds: (40_000 * 1152) / 48_000, estimated: false });
  });
});

describe('a chained Ogg', () => {
  /** The same pages as another stream. */
  const numbered = (serial: number) => {
    const bytes = Buffer.from(OGG);
    for (let page = 0; page >= 0; page = bytes.indexOf('OggS', page + 4)) {
      bytes.writeUInt32LE(serial, page + 14);
    }
    return bytes;
  };

  test('whose links are all seen has their sum', async () => {
    const found = await durationOf(Buffer.concat([numbered(1), numbered(2)]));
    expect(found).toEqual({ seconds: expect.closeTo(2 * LONG_OGG, 0), estimated: true });
  });

  test.each([
    ['of streams with numbers of their own', Array.from({ length: 20 }, (_, nth) => numbered(nth))],
    ['of streams with one number', Array.from({ length: 20 }, () => OGG)],
  ])('%s, longer than what is read of it, is estimated', async (_, links) => {
    expectEstimate(await durationOf(Buffer.concat(links)), 20 * LONG_OGG);
  });

  /** One stream with so many pages of a second each, of `bytes` each. */
  const stream = (pages: number, bytes: number) => {
    const first = Buffer.from(OGG.subarray(0, OGG.indexOf('OggS', 4)));
    const all = Array.from({ length: pages }, (_, nth) => {
      const page = Buffer.alloc(27 + 255 + 255 * Math.floor(bytes / 255));
      page.write('OggS');
      page.writeBigUInt64LE(BigInt((nth + 1) * 48_000), 6);
      first.copy(page, 14, 14, 18);
      page.writeUInt8(255, 26);
      page.fill(255, 27, 27 + Math.floor(bytes / 255));
      return page;
    });
    return Buffer.concat([first, ...all]);
  };

  test('whose second link begins far behind what is read is estimated', async () => {
    const bytes = Buffer.concat([stream(400, 2000), stream(100, 2000)]);
    expectEstimate(await durationOf(bytes), 500);
  });

  test.each([
    [3000, 300],
    [600, 60],
  ])('is not suspected where %i s of silence come before %i s of speech', async (...seconds) => {
    const [silent, spoken] = seconds;
    const bytes = Buffer.concat([stream(silent, 10), stream(spoken, 4000)]);
    // One stream: its pages count on.
    let granule = 0n;
    for (let page = 0; page >= 0; page = bytes.indexOf('OggS', page + 4)) {
      if (page > 0) bytes.writeUInt8(0, page + 5);
      bytes.writeBigUInt64LE(granule, page + 6);
      granule += 48_000n;
    }
    const found = await durationOf(bytes);
    expect(found).toEqual({ seconds: expect.closeTo(silent + spoken + 1, 0), estimated: false });
  });
});

describe('a length that cannot be true', () => {
  test('of an mp4, as of a damaged number, is not believed', async () => {
    const bytes = readFileSync(path.join(CASES, '04-two-tracks.mp4'));
    bytes.writeUInt32BE(0xf000_0000, bytes.indexOf('mvhd') + 20);
    expect(await look(bytes)).toEqual({ format: 'mp4' });
  });
});
