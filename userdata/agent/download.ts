/** Downloads the audio from its presigned GET to a file; a long meeting has gigabytes. */
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { JobFailure } from '../../core/base/job-errors.ts';
import type { WorkOrder } from '../../core/job/work-order.ts';
import { takeRoom, writeProblem } from './disk-room.ts';
import { HttpStatusError } from './http-status.ts';
import { transfer, type RangedDownload, type Transferring } from './transfer.ts';

export interface Downloading extends Transferring {
  file: string;
}

export interface Downloaded {
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/**
 * @throws JobFailure AudioMissing if the object is gone, or differs from the one the job was created
 * with; DiskTooSmall
 */
export async function download(how: Downloading): Promise<Downloaded> {
  const { audio } = await how.lease.order(how.signal);
  await takeRoom(how.file, audio.bytes, how);
  const file = await open(how.file, 'w', 0o600);
  try {
    const copy = new Copy(file, audio.bytes);
    await transfer(copy, how);
    return { bytes: copy.bytes, sha256: copy.sha256 };
  } catch (error) {
    throw writeProblem(error, how.file);
  } finally {
    await file.close();
  }
}

/** Sequential download of one object. */
class Copy implements RangedDownload {
  bytes = 0;
  readonly expected: number;
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  /** ETag of the first answer: bytes of another object must not be appended. */
  #etag: string | null | undefined;

  constructor(file: FileHandle, expected: number) {
    this.#file = file;
    this.expected = expected;
  }

  /** Call once, at the end. */
  get sha256(): string {
    return this.#hash.digest('hex');
  }

  request({ audio }: WorkOrder) {
    return { url: audio.url, range: this.bytes > 0 ? `bytes=${this.bytes}-` : undefined };
  }

  check({ headers, status }: Response): void {
    const etag = headers.get('etag');
    if (this.bytes === 0) this.#etag = etag;
    else if (etag !== this.#etag) throw replaced();
    else if (status !== 206) throw new HttpStatusError(status);
  }

  async write(piece: Uint8Array): Promise<void> {
    if (this.bytes + piece.length > this.expected) throw replaced();
    await this.#file.writeFile(piece);
    this.#hash.update(piece);
    this.bytes += piece.length;
  }

  missing(error: HttpStatusError): JobFailure {
    return error.status === 404 ? new JobFailure('AudioMissing', undefined, error) : replaced();
  }
}

function replaced(): JobFailure {
  return new JobFailure(
    'AudioMissing',
    'The audio object was replaced after the job was created; nothing was transcribed. Create a new job for the new object.',
  );
}
