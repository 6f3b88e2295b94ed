/** The shipped recordings with their texts, for the engine with the shipped model. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';

const FOLDER = path.join(PROJECT, 'model/micro-whisper/audio');

const Recording = z.object({ file: z.string(), text: z.string() });
export type Recording = z.infer<typeof Recording>;

/** All recordings with speech. */
export function recordings(): Recording[] {
  const references: unknown = JSON.parse(readFileSync(path.join(FOLDER, 'refs.json'), 'utf8'));
  return z
    .array(Recording)
    .parse(references)
    .filter(({ text }) => text !== '');
}

export function audioOf(file: string): Buffer<ArrayBuffer> {
  return readFileSync(path.join(FOLDER, file));
}
