/** Which model the image holds: the claim is told, as another one may be in force. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST, sha256Of } from '../../core/transcript/model.ts';

/** The SHA-256 of its manifest; undefined if there is none to read, of which the engine says more. */
export async function imageModel(folder: string): Promise<string | undefined> {
  try {
    return sha256Of(await readFile(join(folder, MANIFEST)));
  } catch {
    return undefined;
  }
}
