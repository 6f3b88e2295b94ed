/**
 * What the engine has heard of voices, window by window: a file beside its checkpoint, which it goes on with
 * after an interruption (fast_transcribe/speakers/checkpoint.py). It is uploaded and joined as the
 * checkpoint is.
 */
import * as z from 'zod';
import type { CheckpointLine } from './checkpoint-line.ts';

/** Path of the file beside a checkpoint. */
export function speakersFile(checkpoint: string): string {
  return `${checkpoint}.speakers`;
}

/** The engine rejects longer lines; a window of 10 s takes some 3 kB. */
const LONGEST_BYTES = 1 << 20;

/** How far the file's own windows reach says nothing of the transcript. */
const Window = z
  .looseObject({ window: z.int().min(0) })
  .transform(({ window }) => ({ isHeader: false as const, window, endSeconds: 0 }));
const Header = z.looseObject({ speakers: z.int() }).transform(() => ({ isHeader: true }) as const);
const Line = z.union([Window, Header]);

/** Undefined for a damaged or foreign line. */
export function readSpeakersLine(text: string): CheckpointLine | undefined {
  if (Buffer.byteLength(text) >= LONGEST_BYTES) return undefined;
  try {
    return Line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // A syntax error would quote the line.
  }
}
