/** One line of the engine's checkpoint: its header, or what came of one window (fast_transcribe/checkpoint.py). */
import * as z from 'zod';

/** The engine takes no longer line for whole. */
const LONGEST_BYTES = 1 << 20;
const SAMPLES_PER_SECOND = 16_000;

const Header = z
  .looseObject({ checkpoint: z.int() })
  .transform(() => ({ isHeader: true }) as const);
/** `to`: its last sample in the file. */
const Window = z
  .looseObject({ window: z.int().min(0), to: z.int().min(0) })
  .transform(({ window, to }) => ({
    isHeader: false as const,
    window,
    endSeconds: to / SAMPLES_PER_SECOND,
  }));
const Line = z.union([Header, Window]);
export type CheckpointLine = z.infer<typeof Line>;

/** Undefined if it is none, or is damaged. */
export function readCheckpointLine(text: string): CheckpointLine | undefined {
  if (Buffer.byteLength(text) >= LONGEST_BYTES) return undefined;
  try {
    return Line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // The transcript must not get into an error, as a syntax error would quote it.
  }
}
