/** The shipped audio, and what is said in it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
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

export function sample(name: string): Sample {
  const found = SAMPLES.find(({ file }) => file === name);
  if (!found) throw new Error(`there is no sample ${name}`);
  return found;
}
