import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import '../property-seed.ts';
import { JobFailure } from '../../core/base/job-errors.ts';
import { PROJECT } from '../../computer/project.ts';
import { look, lookOrFailure } from './probe.ts';

const CASES = path.join(PROJECT, 'tests/engine/cases');
const MP3 = readFileSync(path.join(CASES, '03-antiphase.mp3'));
const SILENT_FILM = readFileSync(path.join(CASES, '09-no-audio.mp4'));
const FILM = readFileSync(path.join(CASES, '01-late-audio.mp4'));
const STREAM = readFileSync(path.join(CASES, '09-hls.ts'));

/** Noise that is the same in every run; a linear congruential generator is noise enough for a decoder. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
}

async function sentence(bytes: Buffer): Promise<string> {
  const found = await lookOrFailure(bytes);
  return found instanceof JobFailure ? found.message : '';
}

/** What happened; what it means; what to do. */
function expectSentence(said: string, what: RegExp) {
  expect(said).toMatch(what);
  expect(said).toMatch(/nothing was transcribed\. (Convert|Create|Check)/);
}

describe('what is no audio', () => {
  test.each([
    ['a letter', 'Dear Sir or Madam, this is a letter. '.repeat(50), 'AudioUnreadable'],
    ['a note', 'not audio', 'AudioUnreadable'],
    ['a letter in Latin-1', 'H\xe4r \xe4r ett brev till dig. '.repeat(50), 'AudioUnreadable'],
    ['JSON', '{"a": [1, 2]}\r\n', 'AudioUnreadable'],
    ['a page', '<!DOCTYPE html><html>', 'AudioUnsupported'],
    ['zeros', '\0'.repeat(100_000), 'AudioUnreadable'],
    ['one byte', '\xff', 'AudioUnreadable'],
    ['a WAV of nothing', 'RIFF____WAVE', 'AudioUnreadable'],
    ['png', '\x89PNG\r\n\x1a\n', 'AudioUnsupported'],
    ['zip', 'PK\x03\x04audio.wav', 'AudioUnsupported'],
    ['gzip', '\x1f\x8b\x08\0\0\0\0\0', 'AudioUnsupported'],
    ['avi', 'RIFF____AVI LIST', 'AudioUnsupported'],
    ['rifx', 'RIFX____WAVEfmt ', 'AudioUnsupported'],
    ['aiff', 'FORM____AIFFCOMM', 'AudioUnsupported'],
    ['amr', '#!AMR\n____________', 'AudioUnsupported'],
    ['core audio', 'caff\0\x01\0\0desc', 'AudioUnsupported'],
    ['a program stream', '\0\0\x01\xba\x44\0\x04\0', 'AudioUnsupported'],
  ])('%s', async (_, text, code) => {
    expect(await look(Buffer.from(text, 'latin1'))).toBe(code);
  });

  test('text is called text, and what is known by its kind', async () => {
    expectSentence(await sentence(Buffer.from('Hej, så här var det. '.repeat(9))), /is text/);
    expectSentence(await sentence(Buffer.from('<html></html>')), /is a document/);
    expectSentence(await sentence(Buffer.from('RIFX____WAVEfmt ')), /big-endian/);
  });
});

describe('a transport stream', () => {
  const PACKET = 188;
  const packets = Array.from({ length: STREAM.length / PACKET }, (_, nth) =>
    STREAM.subarray(nth * PACKET, (nth + 1) * PACKET),
  );
  /** Blu-ray and cameras put the time of its arrival before each packet. */
  const timed = packets.flatMap((packet, nth) => [Buffer.from([0, 0, nth >> 8, nth]), packet]);

  test.each([
    ['plain', STREAM],
    ["of a camera, with the packets' times", Buffer.concat(timed)],
    [
      'with error correction',
      Buffer.concat(packets.flatMap((packet) => [packet, Buffer.alloc(16)])),
    ],
  ])('%s is refused by name', async (_, bytes) => {
    expectSentence(await sentence(bytes), /is an MPEG transport stream/);
  });

  test('is not seen in mp3 whose frames are as long as its packets', async () => {
    // 64 kbit/s at 48 kHz: 192 bytes, the same in each frame of silence.
    const frame = Buffer.alloc(192);
    frame.write('\xff\xfb\x54\xc4\x47\0\0\0', 'latin1');
    frame[0] = 0xff;
    expect(await look(Buffer.concat(Array.from({ length: 100 }, () => frame)))).toMatchObject({
      format: 'mp3',
    });
  });
});

describe('a video without sound', () => {
  test('is refused, and the sentence does not ask to convert it', async () => {
    const said = await sentence(SILENT_FILM);
    expectSentence(said, /video without a track of sound/);
    expect(said).not.toMatch(/Convert/);
  });

  test('goes on where one of its tracks is not known, or not seen', async () => {
    const known = SILENT_FILM.indexOf('vide', SILENT_FILM.indexOf('hdlr'));
    const other = Buffer.from(SILENT_FILM);
    other.write('xide', known);
    expect(await look(other)).toMatchObject({ format: 'mp4' });
    const swallowed = Buffer.from(FILM);
    const track = FILM.indexOf('trak');
    swallowed.writeUInt32BE(FILM.readUInt32BE(track - 4) + 100, track - 4);
    expect(await look(swallowed)).toMatchObject({ format: 'mp4' });
    expect(await look(SILENT_FILM.subarray(0, known - 20))).toMatchObject({ format: 'mp4' });
  });

  /** An EBML element with a length of one byte (RFC 8794, section 4). */
  const element = (id: string, ...content: Buffer[]) => {
    const body = Buffer.concat(content);
    return Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([0x80 | body.length]), body]);
  };
  const track = (type: number) =>
    element('ae', element('d7', Buffer.from([1])), element('83', Buffer.from([type])));
  const matroska = (...types: number[]) =>
    Buffer.concat([
      element('1a45dfa3', element('4282', Buffer.from('webm'))),
      element('18538067', element('1654ae6b', ...types.map(track))),
    ]);

  test('is refused as Matroska too', async () => {
    expectSentence(await sentence(matroska(1)), /video without a track of sound/);
    expectSentence(await sentence(matroska(1, 17)), /video without a track of sound/);
  });

  test.each([
    ['with sound', [1, 2]],
    ['with a track of no known kind', [1, 3]],
    ['without tracks', []],
  ])('Matroska %s goes on', async (_, types) => {
    expect(await look(matroska(...types))).toEqual({ format: 'matroska' });
  });
});

describe('what is not recognised goes on', () => {
  test.each([
    ['noise', noise(200_000)],
    ['zeros, of which not all are seen', Buffer.alloc(300_000)],
    ['zeros and then noise', Buffer.concat([Buffer.alloc(731), noise(5000)])],
    ['a tag that claims to be longer than the file', Buffer.from('ID3\x04\0\0\x7f\x7f\x7f\x7f__')],
    ['a RIFF of an unknown form', Buffer.concat([Buffer.from('RIFF____RMP3'), noise(5000)])],
    [
      'raw GSM',
      Buffer.concat(Array.from({ length: 99 }, () => Buffer.from('\xd8\x00\xa2', 'latin1'))),
    ],
  ])('%s', async (_, bytes) => {
    expect(await look(bytes)).toEqual({});
  });

  test('noise of any length is neither refused nor called mp3', async () => {
    const bytes = fc.uint8Array({ minLength: 300, maxLength: 4096, size: 'max' });
    await fc.assert(
      fc.asyncProperty(bytes, async (random) => {
        expect(await look(Buffer.from(random))).toEqual({});
      }),
      { numRuns: 300 },
    );
  });

  test('frames behind zeros, or behind text, are found', async () => {
    for (const before of [Buffer.alloc(731), Buffer.from('HTTP/1.1 200 OK\r\n\r\n')]) {
      const found = await look(Buffer.concat([before, MP3]));
      expect(found).toMatchObject({ format: 'mp3', duration: { estimated: false } });
    }
  });
});
