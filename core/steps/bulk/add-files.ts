/** Signs addresses for the files of a bulk, for those that are not there yet. */
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { ObjectSigner } from '../../aws/s3/object-signer.ts';
import { uploadPrefix, type Bulk } from '../../bulk/bulk.ts';
import type { SignedBulkFile, WantedBulkFile } from '../../bulk/bulk-files.ts';

/** Validity of an address: a file of 5 GiB may begin last of a hundred. */
const UPLOAD_SECONDS = 3600;

/** Requests to S3 at once. */
const AT_ONCE = 20;

/** Thrown for a bulk that takes no files any more. */
export class BulkBegun extends Error {
  constructor() {
    super('The bulk takes no files any more: it has begun, or is over. Make a new one for them.');
    this.name = 'BulkBegun';
  }
}

interface AddFilesPorts {
  objects: Pick<ObjectReader, 'head'>;
  signer: Pick<ObjectSigner, 'signedPut'>;
  audioBucket: string;
}

/** @returns answers in the order of the files @throws BulkBegun */
export async function addFiles(
  bulk: Pick<Bulk, 'bulkId' | 'ownedBy' | 'status'>,
  files: readonly WantedBulkFile[],
  using: AddFilesPorts,
): Promise<SignedBulkFile[]> {
  if (bulk.status !== 'awaiting_files') throw new BulkBegun();
  const answers: SignedBulkFile[] = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const some = files.slice(at, at + AT_ONCE);
    answers.push(...(await Promise.all(some.map((file) => addFile(bulk, file, using)))));
  }
  return answers;
}

async function addFile(
  bulk: Pick<Bulk, 'bulkId' | 'ownedBy'>,
  { name, bytes, sha256 }: WantedBulkFile,
  { objects, signer, audioBucket: bucket }: AddFilesPorts,
): Promise<SignedBulkFile> {
  const key = `${uploadPrefix(bulk)}${name}`;
  const stored = await objects.head({ bucket, key });
  const isSame = stored?.bytes === bytes && (sha256 === undefined || stored.sha256 === sha256);
  if (isSame) return { name, key, isStored: true };
  // One that is there with another content was changed before the bulk began: it is replaced.
  const replaces = stored !== undefined;
  const upload = await signer.signedPut({ bucket, key, bytes, sha256, replaces }, UPLOAD_SECONDS);
  return { name, key, isStored: false, upload };
}
