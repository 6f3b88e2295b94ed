/** One line of the engine's checkpoint: header or window result (fast_transcribe/checkpoint.py). */
import * as z from 'zod';

/** The engine rejects longer lines. */
const LONGEST_BYTES = 1 << 20;
const SAMPLES_PER_SECOND = 16_000;

const Header = z
  .looseObject({ checkpoint: z.int() })
  .transform(() => ({ isHeader: true }) as const);
/** `to`: last sample of the window in the file. */
const Window = z
  .looseObject({ window: z.int().min(0), to: z.int().min(0) })
  .transform(({ window, to }) => ({
    isHeader: false as const,
    window,
    endSeconds: to / SAMPLES_PER_SECOND,
  }));
const Line = z.union([Header, Window]);
export type CheckpointLine = z.infer<typeof Line>;

/** Undefined for a damaged or foreign line. */
export function readCheckpointLine(text: string): CheckpointLine | undefined {
  if (Buffer.byteLength(text) >= LONGEST_BYTES) return undefined;
  try {
    return Line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // A syntax error would quote the transcript.
  }
}
