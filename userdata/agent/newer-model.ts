/**
 * Downloads a model newer than the image's. One connection to S3 is slower than the machine's
 * network, so many ranges are fetched in parallel.
 *
 * The engine checks every file against the manifest before loading; only the manifest itself, which the
 * engine cannot check, is verified here.
 */
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { JobFailure } from '../../core/base/job-errors.ts';
import {
  MANIFEST,
  sha256Of,
  type ModelFile,
  type ModelToFetch,
} from '../../core/transcript/model.ts';
import type { WorkOrder } from '../../core/job/work-order.ts';
import { HttpStatusError } from './http-status.ts';
import { transfer, type RangedDownload, type Transferring } from './transfer.ts';

/** S3's advice is 8 to 16 MB: https://docs.aws.amazon.com/whitepapers/latest/s3-optimizing-performance-best-practices/use-byte-range-fetches.html */
const RANGE_BYTES = 16 * 1024 ** 2;
const CONNECTIONS = 12;

export interface FetchingModel extends Transferring {
  model: ModelToFetch;
  /** Holds one folder per complete model. */
  modelsFolder: string;
}

/** By folder: the jobs of a pool machine share what they fetch. */
const beingFetched = new Map<string, Promise<string>>();

/** @returns the model's folder. @throws JobFailure ModelDamaged */
export async function fetchModel(how: FetchingModel): Promise<string> {
  const folder = join(how.modelsFolder, how.model.sha256);
  // Whatever ends another job's download, this one's is its own.
  while (beingFetched.has(folder)) await beingFetched.get(folder)?.catch(() => undefined);
  how.signal.throwIfAborted();
  const fetching = fetchInto(folder, how).finally(() => beingFetched.delete(folder));
  beingFetched.set(folder, fetching);
  return fetching;
}

async function fetchInto(folder: string, how: FetchingModel): Promise<string> {
  const { model } = how;
  // An earlier agent or job has downloaded it.
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await fetchFiles(unfinished, how);
  const manifest = await readFile(join(unfinished, MANIFEST));
  if (sha256Of(manifest) !== model.sha256) throw damaged(`${MANIFEST} is another model's`);
  await rename(unfinished, folder);
  return folder;
}

async function fetchFiles(folder: string, how: FetchingModel): Promise<void> {
  const handles: FileHandle[] = [];
  try {
    const ranges: Range[] = [];
    for (const file of how.model.files) {
      const handle = await open(join(folder, file.name), 'w', 0o644);
      handles.push(handle);
      ranges.push(...rangesOf(file, { handle, sha256: how.model.sha256 }));
    }
    await fetchAll(ranges, how);
  } finally {
    await Promise.all(handles.map((handle) => handle.close()));
  }
}

/** Waits for all requests to stop before it returns or throws. */
async function fetchAll(ranges: Range[], how: Transferring): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([how.signal, stop.signal]);
  const connections = Array.from({ length: CONNECTIONS }, async () => {
    for (let range = ranges.shift(); range; range = ranges.shift()) {
      await transfer(range, { ...how, signal });
    }
  });
  try {
    await Promise.all(connections);
  } finally {
    stop.abort();
    await Promise.allSettled(connections);
  }
}

interface Destination {
  handle: FileHandle;
  /** SHA-256 of the model's manifest. */
  sha256: string;
}

function rangesOf(file: ModelFile, to: Destination): Range[] {
  const count = Math.ceil(file.bytes / RANGE_BYTES);
  return Array.from({ length: count }, (_, nth) => new Range(file, nth * RANGE_BYTES, to));
}

class Range implements RangedDownload {
  bytes = 0;
  readonly expected: number;
  readonly #name: string;
  readonly #from: number;
  readonly #to: Destination;

  constructor(file: ModelFile, from: number, to: Destination) {
    this.expected = Math.min(RANGE_BYTES, file.bytes - from);
    this.#name = file.name;
    this.#from = from;
    this.#to = to;
  }

  request({ model }: WorkOrder) {
    const file = model?.files.find(({ name }) => name === this.#name);
    if (!file || model?.sha256 !== this.#to.sha256) throw replaced();
    const [first, end] = [this.#from + this.bytes, this.#from + this.expected];
    return { url: file.url, range: `bytes=${first}-${end - 1}` };
  }

  check({ status }: Response): void {
    if (status !== 206) throw new HttpStatusError(status);
  }

  async write(piece: Uint8Array): Promise<void> {
    if (this.bytes + piece.length > this.expected) throw damaged(`${this.#name} is too long`);
    // One write may be partial.
    for (let done = 0; done < piece.length;) {
      const rest = piece.subarray(done);
      const at = this.#from + this.bytes;
      const { bytesWritten } = await this.#to.handle.write(rest, 0, rest.length, at);
      done += bytesWritten;
      this.bytes += bytesWritten;
    }
  }

  missing(): JobFailure {
    return damaged(`${this.#name} is missing or cut short`);
  }
}

function damaged(what: string): JobFailure {
  return new JobFailure(
    'ModelDamaged',
    `The published model is damaged: ${what}; nothing was transcribed. An operator has to publish it again, or to withdraw it.`,
  );
}

/** The next attempt's machine gets the newly published model. */
function replaced(): JobFailure {
  return new JobFailure(
    'AgentCrashed',
    'Another model was published while this machine fetched its own. Create the job again.',
  );
}
