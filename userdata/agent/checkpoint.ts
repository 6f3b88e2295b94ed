/**
 * The file that the engine keeps what it has transcribed in, made before it begins: from the pieces that
 * earlier attempts have uploaded, and from what an agent before has left on this machine.
 */
import { createReadStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { CheckpointJoin, NOTHING_KNOWN, type Known } from './checkpoint-join.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { HttpStatusError, isPassing } from './http-status.ts';
import { lines } from './lines.ts';
import type { Log } from './log.ts';
import { retrying } from './retry.ts';

const PIECE_MS = 30_000;

export interface Checkpointing {
  config: Pick<Config, 'checkpointFile' | 'engineUser'>;
  /** Addresses of what was uploaded, in order. */
  pieces: readonly string[];
  /** Called for each piece that is here. */
  onProgress: () => void;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** What is known, and what of it is uploaded. */
export interface Prepared {
  known: Known;
  uploaded: Known;
}

export async function prepareCheckpoint(how: Checkpointing): Promise<Prepared> {
  const { checkpointFile: path, engineUser } = how.config;
  const left = `${path}.before`;
  // An engine whose agent died may still be writing: it keeps its own file.
  if (existsSync(path)) await rename(path, left);
  const file = await open(path, 'w', 0o600);
  try {
    const join = new CheckpointJoin(file);
    await addPieces(join, how);
    const [uploaded, header] = [join.known, join.header];
    if (existsSync(left)) {
      for await (const line of lines(createReadStream(left))) await join.add(line);
      await rm(left);
    }
    if (engineUser) await file.chown(engineUser.uid, engineUser.gid);
    return { known: join.known, uploaded: join.header === header ? uploaded : NOTHING_KNOWN };
  } finally {
    await file.close();
  }
}

/** A piece that does not come ends it: what is behind the gap would be of no use. */
async function addPieces(join: CheckpointJoin, how: Checkpointing): Promise<void> {
  try {
    for (const url of how.pieces) {
      await addPiece(join, url, how);
      how.onProgress();
    }
  } catch (error) {
    how.signal.throwIfAborted();
    how.log.warn('A piece of the checkpoint did not come; the work goes on before it.', error);
  }
}

/** A broken one is read again from its beginning: lines that are known already are left out. */
async function addPiece(
  join: CheckpointJoin,
  url: string,
  { clock, signal }: Checkpointing,
): Promise<void> {
  const patience = { tries: 5, firstPauseMs: 200, longestPauseMs: 2000 };
  await retrying({ ...patience, clock, signal, worthAnotherTry: isPassing }, async () => {
    const answer = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(PIECE_MS)]),
    });
    if (!answer.ok || answer.body === null) throw new HttpStatusError(answer.status);
    for await (const line of lines(answer.body)) await join.add(line);
  });
}
