/** The shipped audio, and what is said in it. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from '../../local/project.ts';

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

/** WAV files of ours have a header of this length and one chunk of data after it. */
const WAV_HEADER = 44;

/** A sample several times over, as one file: enough work to be looked at while it is done. */
export function repeated(name: string, { times, into }: { times: number; into: string }): string {
  const once = readFileSync(sampleFile(name));
  const header = Buffer.from(once.subarray(0, WAV_HEADER));
  const data = Buffer.concat(Array.from({ length: times }, () => once.subarray(WAV_HEADER)));
  header.writeUInt32LE(WAV_HEADER - 8 + data.length, 4);
  header.writeUInt32LE(data.length, WAV_HEADER - 4);
  const file = path.join(into, `${times}-times-${name}`);
  writeFileSync(file, Buffer.concat([header, data]));
  return file;
}

export function sample(name: string): Sample {
  const found = SAMPLES.find(({ file }) => file === name);
  if (!found) throw new Error(`there is no sample ${name}`);
  return found;
}
