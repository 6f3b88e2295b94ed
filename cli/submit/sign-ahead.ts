/**
 * Files with their signed addresses, a batch ahead of the uploads: memory does not grow with the
 * folder, and an address is young when it is used.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { SignedBulkFile, WantedBulkFile } from '../../core/bulk/bulk-files.ts';
import { MOST_FILES } from '../../core/bulk/bulk-files.ts';
import { notSent, type NotSent } from './not-sent.ts';
import { byName, type FolderFile } from './walk.ts';

/** A batch's bytes: its addresses are used within minutes. */
const BATCH_BYTES = 1024 ** 3;

export interface SignedFile {
  file: FolderFile;
  sha256: string;
  answer: SignedBulkFile;
}

export interface Signing {
  /** Answers in the order of the files. */
  sign: (files: WantedBulkFile[]) => Promise<readonly SignedBulkFile[]>;
  /** SHA-256 of the content, hex. @throws errors of the file system */
  sha256: (file: FolderFile) => Promise<string>;
  onNotSent: (problem: NotSent) => void;
}

/** At most MOST_FILES a batch, and BATCH_BYTES unless a file alone is larger. */
export function* batchesOf(files: readonly FolderFile[]): Generator<FolderFile[]> {
  let batch: FolderFile[] = [];
  let bytes = 0;
  for (const file of files) {
    if (batch.length === MOST_FILES || (batch.length > 0 && bytes + file.bytes > BATCH_BYTES)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(file);
    bytes += file.bytes;
  }
  if (batch.length > 0) yield batch;
}

/** Files that cannot be read are left out, and told. */
export async function* signedAhead(
  files: readonly FolderFile[],
  using: Signing,
): AsyncGenerator<SignedFile> {
  let ahead: Promise<SignedFile[]> | undefined;
  for (const batch of batchesOf([...files].sort((a, b) => byName(a.name, b.name)))) {
    const next = signBatch(batch, using);
    next.catch(() => undefined); // told when it is waited for
    if (ahead) yield* await ahead;
    ahead = next;
  }
  if (ahead) yield* await ahead;
}

async function signBatch(batch: readonly FolderFile[], using: Signing): Promise<SignedFile[]> {
  const known: { file: FolderFile; sha256: string }[] = [];
  for (const file of batch) {
    try {
      known.push({ file, sha256: await using.sha256(file) });
    } catch (error) {
      using.onNotSent(notSent(file.name, error));
    }
  }
  if (known.length === 0) return [];
  const answers = await using.sign(known.map(({ file, sha256 }) => wanted(file, sha256)));
  return known.flatMap((one, at) => {
    const answer = answers[at];
    return answer ? [{ ...one, answer }] : [];
  });
}

export function wanted({ name, bytes }: FolderFile, sha256: string): WantedBulkFile {
  return { name, bytes, sha256 };
}

/** Reads the file as a stream. @throws what the file system says */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
