/** Language of a recording that is still transcribed: what the job says, or what the engine has found. */
import { open } from 'node:fs/promises';
import * as z from 'zod';

const FIRST_BYTES = 1 << 20;
/** A window of the engine's checkpoint (fast_transcribe/checkpoint.py). */
const Window = z.object({ language: z.tuple([z.string(), z.number()]) });

/** @param asked the job's option @returns `auto` if it is not known */
export async function languageSoFar(asked: string, checkpointFile: string): Promise<string> {
  if (asked !== 'auto') return asked;
  const [, window = ''] = (await beginningOf(checkpointFile)).split('\n');
  try {
    return Window.parse(JSON.parse(window)).language[0];
  } catch {
    return 'auto';
  }
}

async function beginningOf(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (!file) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FIRST_BYTES), 0, FIRST_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
