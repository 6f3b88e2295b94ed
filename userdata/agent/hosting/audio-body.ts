/** A request's body as a file: recordings are larger than memory. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { JobFailure } from '../../../core/base/job-errors.ts';
import { writeProblem } from '../disk-room.ts';
import type { Downloaded } from '../download.ts';
import { failed } from '../server/problem.ts';
import { audioBytesAllowed } from '../server/upload.ts';

export interface AudioBody {
  file: string;
  maxAudioBytes: number;
  signal: AbortSignal;
}

/** @throws ServerProblem if it is larger than allowed, or does not fit on the disk */
export async function receiveAudio(
  request: IncomingMessage,
  { file, maxAudioBytes, signal }: AudioBody,
): Promise<Downloaded> {
  const most = audioBytesAllowed(dirname(file), maxAudioBytes);
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(most);
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > most) throw tooLarge(most);
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    await pipeline(request, counted, createWriteStream(file, { mode: 0o600 }), { signal });
  } catch (error) {
    const problem = writeProblem(error, file);
    throw problem instanceof JobFailure ? failed(problem) : problem;
  }
  return { bytes, sha256: hash.digest('hex') };
}

function tooLarge(most: number) {
  return failed(
    new JobFailure(
      'AudioTooLong',
      `The audio may have ${most} bytes here, by SageMaker's limit of 1 GiB and the container's free disk; nothing was transcribed. Create the job with another route.`,
    ),
  );
}
