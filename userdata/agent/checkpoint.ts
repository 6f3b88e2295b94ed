/**
 * Prepares the engine's checkpoint file before it starts, from uploaded pieces of earlier attempts
 * and from the file of an earlier agent on this machine. The file of voices beside it likewise.
 */
import { createReadStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { CheckpointJoin, NOTHING_KNOWN, type Known, type ReadLine } from './checkpoint-join.ts';
import type { Clock } from './clock.ts';
import type { AgentConfig } from './agent-config.ts';
import { HttpStatusError, isPassing } from './http-status.ts';
import { lines } from './lines.ts';
import type { Log } from './log.ts';
import { retrying } from './retry.ts';
import { readSpeakersLine, speakersFile } from './speakers-file.ts';

const PIECE_MS = 30_000;

export interface Checkpointing {
  config: Pick<AgentConfig, 'checkpointFile' | 'engineUser'>;
  /** Presigned GETs of the uploaded pieces, in order. */
  pieces: readonly string[];
  /** Called after each piece. */
  onProgress: () => void;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** Extent of the checkpoint, and of its uploaded part. */
export interface Prepared {
  known: Known;
  uploaded: Known;
}

export function prepareCheckpoint(how: Checkpointing): Promise<Prepared> {
  return prepareFile(how.config.checkpointFile, how);
}

/** The file of voices; `pieces` are its own. */
export function prepareSpeakers(how: Checkpointing): Promise<Prepared> {
  return prepareFile(speakersFile(how.config.checkpointFile), how, readSpeakersLine);
}

async function prepareFile(path: string, how: Checkpointing, read?: ReadLine): Promise<Prepared> {
  const { engineUser } = how.config;
  const left = formerCheckpoint(path);
  // The engine of a dead agent may still write to its own file, so that one is renamed.
  if (existsSync(path)) await rename(path, left);
  const file = await open(path, 'w', 0o600);
  try {
    const join = new CheckpointJoin(file, read);
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

/** So that the next job goes on from nothing. */
export async function removeCheckpoint(path: string): Promise<void> {
  for (const file of [path, speakersFile(path)]) {
    await rm(file, { force: true });
    await rm(formerCheckpoint(file), { force: true });
  }
}

function formerCheckpoint(path: string): string {
  return `${path}.before`;
}

/** Stops at a piece that cannot be read: windows behind a gap are of no use. */
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

/** A broken download restarts from its beginning; lines already known are skipped. */
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
