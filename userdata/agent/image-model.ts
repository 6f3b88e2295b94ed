/** Identifies the image's model for the claim, since another one may be current. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST, sha256Of } from '../../core/transcript/model.ts';

/** SHA-256 of its manifest; undefined if unreadable, which the engine reports in detail. */
export async function imageModel(folder: string): Promise<string | undefined> {
  try {
    return sha256Of(await readFile(join(folder, MANIFEST)));
  } catch {
    return undefined;
  }
}
