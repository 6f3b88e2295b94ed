import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import '../property-seed.ts';
import { PROJECT } from '../../computer/project.ts';
import { playlist, PLAYLISTS } from '../support/playlists.ts';
import { sample, sampleFile } from '../support/samples.ts';
import { look } from './probe.ts';

const NAME = 'news.wav';
const { seconds } = sample(NAME);
const WAV = readFileSync(sampleFile(NAME));

/** File, format, and how far its duration may be off; by guess where the file has no such number. */
const FILES = [
  ['a.wav', 'wav', 0.01, false],
  ['a.mp3', 'mp3', 0.2, false],
  ['a.m4a', 'mp4', 0.1, false],
  ['a.mp4', 'mp4', 0.1, false],
  ['index-first.m4a', 'mp4', 0.1, false],
  ['a.flac', 'flac', 0.01, false],
  ['a.ogg', 'ogg', 0.1, false],
  ['a.opus', 'ogg', 0.1, false],
  ['a.webm', 'matroska', 0.1, false],
  ['no-count.mp3', 'mp3', 0.3, true],
  ['a.aac', 'aac', 1, true],
  ['live.webm', 'matroska', 6, true],
] as const;

let folder: string;
const contents = new Map<string, Buffer>();
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-formats-'));
  const outputs = [...FILES.map(([name]) => name), 'fragments.mp4'];
  const program = path.join(import.meta.dirname, '../support/reencode.py');
  execFileSync(path.join(PROJECT, '.venv/bin/python'), [
    program,
    sampleFile(NAME),
    ...outputs.map((name) => path.join(folder, name)),
  ]);
  for (const name of outputs) contents.set(name, readFileSync(path.join(folder, name)));
});
afterAll(() => rmSync(folder, { recursive: true }));

const CODES = ['AudioUnsupported', 'AudioUnreadable'];

/** Of one stream, with one segment (RFC 3533, section 6). */
function oggPage(granule: bigint, body: Buffer): Buffer {
  const header = Buffer.alloc(28);
  header.write('OggS');
  header.writeBigUInt64LE(granule, 6);
  header.writeUInt8(1, 26);
  header.writeUInt8(body.length, 27);
  return Buffer.concat([header, body]);
}

function contentOf(name: string): Buffer {
  return contents.get(name) ?? Buffer.alloc(0);
}

describe('what a file is, and how long', () => {
  test.each(FILES)('%s', async (...[name, format, off, estimated]) => {
    const found = await look(contentOf(name));
    expect(found).toMatchObject({ format, duration: { estimated } });
    if (typeof found === 'string') return;
    expect(Math.abs((found.duration?.seconds ?? NaN) - seconds)).toBeLessThanOrEqual(off);
  });

  test('Vorbis is counted in its own rate, to the end of its last page', async () => {
    const first = Buffer.alloc(40);
    first.write('\x01vorbis', 'latin1');
    first.writeUInt32LE(44_100, 12);
    const pages = [oggPage(0n, first), oggPage(44_100n, first), oggPage(88_200n, first)];
    const withoutEnd = oggPage(0xffff_ffff_ffff_ffffn, first);
    expect(await look(Buffer.concat([...pages, withoutEnd]))).toEqual({
      format: 'ogg',
      duration: { seconds: 2, estimated: false },
    });
  });

  test('an mp4 in fragments is taken, though it does not say how long it is', async () => {
    expect(await look(contentOf('fragments.mp4'))).toEqual({ format: 'mp4' });
  });

  test('a WAV that was cut off, or never closed, has what is there', async () => {
    const half = WAV.subarray(0, Math.floor(WAV.length / 2));
    const open = Buffer.from(WAV);
    open.writeUInt32LE(0, 40);
    for (const [bytes, length] of [
      [half, seconds / 2],
      [open, seconds],
    ] as const) {
      expect(await look(bytes)).toEqual({
        format: 'wav',
        duration: { seconds: expect.closeTo(length, 1), estimated: true },
      });
    }
  });

  test('a cover of many megabytes before the first frame is passed over', async () => {
    const tag = Buffer.from('ID3\x04\x00\x00\x02\x40\x00\x00', 'latin1'); // 2 << 21 | 64 << 14
    const cover = Buffer.alloc((2 << 21) + (64 << 14));
    const found = await look(Buffer.concat([tag, cover, contentOf('a.mp3')]));
    expect(found).toMatchObject({ format: 'mp3', duration: { estimated: false } });
  });

  test('gigabytes of sound before the index are not read', async () => {
    const size = 16 * 1024 ** 3;
    const head = Buffer.from(
      '\0\0\0\x10ftypM4A \0\0\0\0\0\0\0\x01mdat\0\0\0\x01\0\0\0\0',
      'latin1',
    );
    expect(await look(head, size)).toEqual({ format: 'mp4' });
  });
});

describe('a list of other files', () => {
  const kinds = Object.keys(PLAYLISTS);

  test.each(kinds)('%s', async (kind) => {
    for (const target of ['file:///etc/passwd', 'http://169.254.169.254/latest/meta-data/']) {
      expect(CODES).toContain(await look(playlist(kind, target)));
    }
  });

  test.each(kinds.filter((kind) => /^(m3u8|ffconcat) behind a byte|white space|ID3/.test(kind)))(
    '%s is told as what it is',
    async (kind) => {
      expect(await look(playlist(kind, '/etc/passwd'))).toBe('AudioUnsupported');
    },
  );
});

describe('whatever is sent', () => {
  async function expectAnswer(bytes: Buffer, size?: number) {
    const found = await look(bytes, size);
    if (typeof found === 'string') expect(CODES).toContain(found);
    else if (found.duration) expect(found.duration.seconds).toBeGreaterThanOrEqual(0);
  }
  const beginning = fc.constantFrom(
    ...['', 'RIFF____WAVE', 'RF64____WAVE', 'fLaC', 'OggS\0', '\x1a\x45\xdf\xa3', '____ftyp'],
    ...['____moov', 'ID3\x04\0\0\0\0\0\x0a', '\xff\xfb\x90\x64', '\xff\xf1\x50\x80'],
  );

  test('random bytes behind every beginning are answered', async () => {
    const bytes = fc.uint8Array({ maxLength: 4096, size: 'max' });
    await fc.assert(
      fc.asyncProperty(beginning, bytes, fc.nat(2 ** 40), async (start, rest, more) => {
        const file = Buffer.concat([Buffer.from(start, 'latin1'), rest]);
        if (file.length > 0) await expectAnswer(file, file.length + more);
      }),
      { numRuns: 300 },
    );
  });

  test('files that break off, or have some wrong bytes, are answered', async () => {
    const damage = fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 0, max: 255 })), {
      maxLength: 12,
    });
    const name = fc.constantFrom(...FILES.map(([file]) => file), 'fragments.mp4');
    await fc.assert(
      fc.asyncProperty(
        name,
        fc.double({ min: 0, max: 1, noNaN: true }),
        damage,
        async (of, share, wrong) => {
          const whole = contentOf(of);
          const file = Buffer.from(whole.subarray(0, Math.max(1, Math.ceil(share * whole.length))));
          for (const [at, value] of wrong) if (at < file.length) file[at] = value;
          await expectAnswer(file);
        },
      ),
      { numRuns: 300 },
    );
  });
});
