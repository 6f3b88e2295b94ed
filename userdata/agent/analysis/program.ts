/** The program for analyses that the image has, and whether its weights are whole. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { AnalysisProgram } from '../../../core/analysis/program.ts';

/** Below this a file is hashed before each start: above, only once a load has failed. */
const CHEAP_BYTES = 64 * 1024 ** 2;

export interface ImageProgram {
  readonly program: AnalysisProgram;
  /** Folder of its program.json. */
  readonly home: string;
}

/** What is filled into the program's command and environment. */
export interface Filled {
  home: string;
  port: number;
  model: string;
  context: number;
  device: string;
}

/** Replaces `{home}`, `{port}`, `{model}`, `{context}` and `{device}`. */
export function fill(text: string, values: Filled): string {
  return text.replace(/\{(home|port|model|context|device)\}/g, (_, name: keyof Filled) =>
    String(values[name]),
  );
}

/** @param how `cheap`: only what takes no time; @returns whether a file is missing or another than it was */
export async function isDamaged(
  { program, home }: ImageProgram,
  how: 'cheap' | 'whole',
): Promise<boolean> {
  for (const [name, sha256] of Object.entries(program.files)) {
    const file = join(home, name);
    const size = await stat(file).then(
      (found) => found.size,
      () => undefined,
    );
    if (size === undefined) return true;
    if (how === 'cheap' && size >= CHEAP_BYTES) continue;
    if ((await sha256Of(file)) !== sha256) return true;
  }
  return false;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
