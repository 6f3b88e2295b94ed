/** WAV files one after the other in a stream, wherever it is cut. */
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { secondsOf, wavFiles, WavInvalid } from '../../../userdata/agent/analysis/wav-files.ts';

const MOST_SECONDS = 1;

/** Mono, 16 kHz, 16 bits. @param change of the header: offset and byte */
function wav(samples: number, change?: readonly [number, number]): Buffer {
  const file = Buffer.alloc(44 + 2 * samples, samples);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(16_000, 24);
  file.writeUInt32LE(32_000, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(2 * samples, 40);
  if (change) file[change[0]] = change[1];
  return file;
}

function pieces(stream: Buffer, lengths: readonly number[]): Buffer[] {
  let at = 0;
  const cut = lengths.map((length) => stream.subarray(at, (at += length)));
  return [...cut, stream.subarray(at)];
}

async function read(chunks: readonly Buffer[]): Promise<Uint8Array[]> {
  const files: Uint8Array[] = [];
  for await (const file of wavFiles(Readable.from(chunks), MOST_SECONDS)) files.push(file);
  return files;
}

test('each is read as it was written', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 300 })),
      fc.array(fc.nat({ max: 400 })),
      async (samples, lengths) => {
        const files = samples.map((count) => wav(count));
        const found = await read(pieces(Buffer.concat(files), lengths));
        expect(found.map((one) => Buffer.from(one))).toEqual(files);
      },
    ),
  );
});

test('its length is in seconds', () => {
  expect(secondsOf(wav(8000))).toBe(0.5);
});

test.each([
  ['breaks off in a header', wav(10).subarray(0, 20)],
  ['breaks off in the sound', wav(10).subarray(0, 50)],
  ['is text', Buffer.from('{"event": "ready", "engine": {"version": "0.1.0", "device": "cpu"}}')],
  ['has two channels', wav(10, [22, 2])],
  ['has another rate', wav(10, [24, 1])],
  ['states two lengths', wav(10, [4, 1])],
  ['is longer than it may be', wav(16_001)],
])('a stream that %s is refused', async (_, stream) => {
  await expect(read([stream])).rejects.toThrow(WavInvalid);
});
