/** Lists of other files that pose as audio: of every kind that some player follows. Also for tests/engine. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/** By their kinds; a character is a byte. */
export const PLAYLISTS = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, 'playlists.json'), 'utf8')));

/** One that leads to `target`. */
export function playlist(kind: string, target: string): Buffer {
  return Buffer.from((PLAYLISTS[kind] ?? '').replaceAll('{target}', target), 'latin1');
}
