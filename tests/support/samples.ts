/** The shipped audio, and what is said in it. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';

const FOLDER = path.join(PROJECT, 'model/micro-whisper/audio');

const Sample = z.object({
  file: z.string(),
  seconds: z.number(),
  text: z.string(),
  segments: z.array(z.object({ start: z.number(), end: z.number(), text: z.string() })),
});
export type Sample = z.infer<typeof Sample>;

export const SAMPLES = z
  .array(Sample)
  .parse(JSON.parse(readFileSync(path.join(FOLDER, 'refs.json'), 'utf8')));

/** Where a sample lies. */
export function sampleFile(name: string): string {
  return path.join(FOLDER, name);
}

/** WAV files of ours are mono, 16 bit; a header of this length, and one chunk of data after it. */
const WAV_HEADER = 44;
const SAMPLE_BYTES = 2;

/** A sample several times over, as one file: enough work to be looked at while it is done. */
export function repeated(name: string, { times, into }: { times: number; into: string }): string {
  const { header, data } = wav(name);
  const file = path.join(into, `${times}-times-${name}`);
  return writeWav(file, header, Buffer.concat(Array.from({ length: times }, () => data)));
}

/** Samples one after the other, as one file. */
export function inARow(names: readonly string[], into: string): string {
  const [{ header } = wav('demo.wav')] = names.map(wav);
  return writeWav(
    path.join(into, 'in-a-row.wav'),
    header,
    Buffer.concat(names.map((name) => wav(name).data)),
  );
}

/** Two samples at the same time, one in each channel; the shorter one is silent at its end. */
export function stereo(names: { left: string; right: string }, into: string): string {
  const [left, right] = [wav(names.left), wav(names.right)];
  const frames = Math.max(left.data.length, right.data.length) / SAMPLE_BYTES;
  const data = Buffer.alloc(2 * frames * SAMPLE_BYTES);
  for (const [channel, voice] of [left, right].entries()) {
    for (let from = 0; from < voice.data.length; from += SAMPLE_BYTES) {
      voice.data.copy(data, 2 * from + channel * SAMPLE_BYTES, from, from + SAMPLE_BYTES);
    }
  }
  const header = Buffer.from(left.header);
  header.writeUInt16LE(2, 22); // channels
  header.writeUInt32LE(2 * left.header.readUInt32LE(28), 28); // bytes in a second
  header.writeUInt16LE(2 * SAMPLE_BYTES, 32); // bytes in a frame
  return writeWav(path.join(into, 'stereo.wav'), header, data);
}

function wav(name: string): { header: Buffer; data: Buffer } {
  const bytes = readFileSync(sampleFile(name));
  return { header: bytes.subarray(0, WAV_HEADER), data: bytes.subarray(WAV_HEADER) };
}

/** `header` is of a file with other data, whose lengths are put right. */
function writeWav(file: string, header: Buffer, data: Buffer): string {
  const own = Buffer.from(header);
  own.writeUInt32LE(WAV_HEADER - 8 + data.length, 4);
  own.writeUInt32LE(data.length, WAV_HEADER - 4);
  writeFileSync(file, Buffer.concat([own, data]));
  return file;
}

export function sample(name: string): Sample {
  const found = SAMPLES.find(({ file }) => file === name);
  if (!found) throw new Error(`there is no sample ${name}`);
  return found;
}
