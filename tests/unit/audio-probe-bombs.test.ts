/** The probe of files made to exhaust a decoder: few reads (./probe.ts counts them), no crash. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';
import { look } from './probe.ts';

const FILES = [
  ['packets.m4a', 'mp4'],
  ['streams.ogg', 'ogg'],
  ['tags.mp3', 'mp3'],
  ['tags.flac', 'flac'],
  ['tags.m4a', 'mp4'],
  ['tags.ogg', 'ogg'],
  ['cover.m4a', 'mp4'],
] as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-bombs-'));
  const program = path.join(import.meta.dirname, '../support/bomb.py');
  const files = FILES.map(([name]) => path.join(folder, name));
  execFileSync(path.join(PROJECT, '.venv/bin/python'), [program, ...files]);
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(FILES)('%s goes on to the engine, which has limits', async (name, format) => {
  expect(await look(readFileSync(path.join(folder, name)))).toMatchObject({ format });
});

/** Headers over and over, one character a byte: the smallest parts that the probe steps through. */
const PARTS = [
  ['pages of Ogg', '', `OggS\0\0${'\0'.repeat(20)}\0`],
  ['pages of Ogg with the longest table', '', `OggS\0\0${'\0'.repeat(20)}\xff${'\0'.repeat(255)}`],
  ['marks of Ogg', '', 'OggS'],
  ['sync bytes', '', '\xff'],
  ['headers of MP3 frames', '', '\xff\xfb\x90\x64'],
  ['headers of AAC frames', '', '\xff\xf1\x50\x80\0\xff\xfc'],
  ['empty boxes', '', '\0\0\0\x08free'],
  ['empty boxes in an index', '\0\x10\0\0moov', '\0\0\0\x08free'],
  ['empty tracks', '\0\x10\0\0moov', '\0\0\0\x08trak'],
  [
    'empty elements',
    '\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff',
    '\xec\x80',
  ],
  [
    'empty tracks of Matroska',
    '\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\xff\x16\x54\xae\x6b\xff',
    '\xae\x80',
  ],
  ['empty chunks', 'RIFF____WAVE', 'LIST\0\0\0\0'],
  ['empty tags', '', 'ID3\x04\0\0\0\0\0\0'],
] as const;

/** A search that began anew at each part would exceed the test's time limit. */
test.each(PARTS)('a megabyte of %s is answered', async (_, start, part) => {
  const text = start + part.repeat(Math.ceil(2 ** 20 / part.length));
  const found = await look(Buffer.from(text, 'latin1'));
  if (typeof found === 'string') expect(found).toMatch(/^Audio(Unreadable|Unsupported)$/);
  else expect(found.duration?.seconds ?? 0).toBeGreaterThanOrEqual(0);
});
