/**
 * Sends files to a bulk, several at once. A file is stored when its size and checksum agree with what
 * the deployment has; a try that fails asks anew for an address, and finds what an earlier one stored.
 */
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { SignedBulkFile, WantedBulkFile } from '../../core/bulk/bulk-files.ts';
import { FileChanged, isOfFile, notSent, UploadRefused, type NotSent } from './not-sent.ts';
import { putFile, type Put, type PutAnswer, type Putting } from './put-file.ts';
import { sha256OfFile, signedAhead, wanted, type SignedFile } from './sign-ahead.ts';
import type { FolderFile } from './walk.ts';

/** Pauses before the second try of a file, and so on; half a minute altogether. */
const PAUSES_MS = [1000, 2000, 4000, 8000, 16_000];

/** Thrown when neither the deployment nor its store has answered for half a minute. */
export class UploadStopped extends Error {
  constructor(cause: unknown) {
    const why = cause instanceof Error ? cause.message : 'no answer';
    super(`The upload stopped, since the store does not answer (${why}).`, { cause });
    this.name = 'UploadStopped';
  }
}

export interface Uploading {
  folder: string;
  atOnce: number;
  sign: (files: WantedBulkFile[]) => Promise<readonly SignedBulkFile[]>;
  /** SHA-256 of the content as read before, if the file has not changed since. */
  knownSha256: (file: FolderFile) => string | undefined;
  onRead: (file: FolderFile, sha256: string) => void;
  onStored: (file: FolderFile, sha256: string) => void;
  onNotSent: (problem: NotSent) => void;
  /** Bytes of files under way: subtracted when a try ends, before `onStored`. */
  onBytes: (bytes: number) => void;
  sleep: (ms: number) => Promise<unknown>;
  put?: (put: Put, putting: Putting) => Promise<PutAnswer>;
}

/** @throws UploadStopped, and errors of the API; `onStored` is called first for all that was stored */
export async function uploadFiles(files: readonly FolderFile[], using: Uploading): Promise<void> {
  const end = new AbortController();
  const ready = signedAhead(files, { ...using, sha256: (file) => sha256Of(file, using) });
  const failures: unknown[] = [];
  const work = async () => {
    try {
      for (;;) {
        const next = await ready.next();
        if (next.done || end.signal.aborted) return;
        await sendFirmly(next.value, { ...using, signal: end.signal });
      }
    } catch (error) {
      failures.push(error);
      end.abort();
    }
  };
  await Promise.all(Array.from({ length: using.atOnce }, work));
  // The first one ended the others.
  if (failures.length > 0) throw failures[0];
}

async function sha256Of(file: FolderFile, using: Uploading): Promise<string> {
  const known = using.knownSha256(file);
  if (known !== undefined) return known;
  const at = path.join(using.folder, file.name);
  const sha256 = await sha256OfFile(at);
  await assertSame(at, file);
  using.onRead(file, sha256);
  return sha256;
}

/** @throws FileChanged, and what the file system says */
async function assertSame(at: string, { bytes, modifiedMs }: FolderFile): Promise<void> {
  const now = await lstat(at);
  if (now.isFile() && now.size === bytes && now.mtimeMs === modifiedMs) return;
  throw new FileChanged();
}

type Sending = Uploading & { signal: AbortSignal };

async function sendFirmly({ file, sha256, answer }: SignedFile, using: Sending): Promise<void> {
  let { upload } = answer;
  for (let tries = 0; upload !== undefined; tries++) {
    const error = await sendOnce(file, upload, using);
    if (error === undefined) break;
    if (isOfFile(error)) {
      using.onNotSent(notSent(file.name, error));
      return;
    }
    using.signal.throwIfAborted();
    const pause = PAUSES_MS[tries];
    if (pause === undefined) throw new UploadStopped(error);
    await using.sleep(pause);
    [upload] = (await using.sign([wanted(file, sha256)])).map((again) => again.upload);
  }
  using.onStored(file, sha256);
}

/** @returns why the file is not stored, or may not be */
async function sendOnce(
  file: FolderFile,
  { url, headers }: NonNullable<SignedBulkFile['upload']>,
  { folder, put = putFile, signal, onBytes }: Sending,
): Promise<unknown> {
  const at = path.join(folder, file.name);
  let sent = 0;
  const counted = (bytes: number) => {
    sent += bytes;
    onBytes(bytes);
  };
  try {
    await assertSame(at, file);
    const { bytes } = file;
    const answer = await put({ file: at, bytes, url, headers }, { signal, onBytes: counted });
    return answer.status === 200 ? undefined : refusal(answer);
  } catch (error) {
    return error;
  } finally {
    onBytes(-sent);
  }
}

/** S3's word for a content that is not the one that was signed. */
const OTHER_CONTENT = ['BadDigest', 'InvalidDigest', 'XAmzContentChecksumMismatch'];

/** Other answers may pass: an address that expired, an object that is there already, a store that is busy. */
function refusal({ status, code }: PutAnswer): Error {
  if (OTHER_CONTENT.includes(code)) return new FileChanged();
  const isBroken = ['RequestTimeout', 'IncompleteBody'].includes(code);
  const isLasting =
    !isBroken && status >= 400 && status < 500 && ![403, 408, 409, 412, 429].includes(status);
  const said = `S3 answered ${status}${code && ` ${code}`}.`;
  return isLasting ? new UploadRefused(said) : new Error(said);
}
