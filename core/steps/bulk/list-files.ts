/** State ListFiles: the files of a bulk as JSON lines in the results bucket, which the Map state reads. */
import type { BulkStore } from '../../aws/dynamodb/bulk-store.ts';
import type { FoundObject, ObjectLister } from '../../aws/s3/object-lister.ts';
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import type { S3Object } from '../../audio/audio.ts';
import { MAX_FILES } from '../../bulk/bulk-request.ts';
import { bulkPrefix, uploadPrefix, type Bulk } from '../../bulk/bulk.ts';
import { listText } from '../../bulk/listed-file.ts';
import { readManifest, type FileList } from '../../bulk/read-manifest.ts';

export interface ListFilesPorts {
  bulks: Pick<BulkStore, 'bulk' | 'noteList'>;
  objects: Pick<ObjectLister, 'list' | 'text'>;
  writer: Pick<ObjectWriter, 'put'>;
  audioBucket: string;
  resultsBucket: string;
  now: () => Date;
}

export interface Listed {
  /** Number of files; 0: nothing to do. */
  files: number;
  /** Key of the list, in the results bucket. */
  key: string;
}

/** An average of 335 bytes for each of 100,000 lines. */
const MAX_MANIFEST_BYTES = 32 * 1024 ** 2;
/** With names of folders among them. */
const MOST_KEYS = 2 * MAX_FILES;

export async function listFiles(bulkId: string, using: ListFilesPorts): Promise<Listed> {
  const key = listKey(bulkId);
  const bulk = await using.bulks.bulk(bulkId);
  if (bulk?.status !== 'submitting' || bulk.cancelledAt !== undefined) return { files: 0, key };
  const found = await filesOf(bulk, using);
  const list = { listed: found.listed, skipped: found.skipped };
  const problem = 'problem' in found ? found.problem : problemOf(found);
  await using.bulks.noteList(bulkId, { list, error: problem, at: using.now() });
  if (problem) return { files: 0, key };
  const place = { bucket: using.resultsBucket, key };
  await using.writer.put(place, listText(found.files), 'application/jsonl');
  return { files: found.files.length, key };
}

export function listKey(bulkId: string): string {
  return `${bulkPrefix(bulkId)}list.jsonl`;
}

interface Unread extends FileList {
  problem: NonNullable<Bulk['error']>;
}

async function filesOf(bulk: Bulk, using: ListFilesPorts): Promise<FileList | Unread> {
  const { manifest, s3, upload } = bulk.source;
  if (manifest !== undefined) return manifestOf(placeOf(manifest), bulk, using);
  const prefix = upload || s3 === undefined ? uploadPrefix(bulk) : placeOf(s3).key;
  return listOf(await using.objects.list(using.audioBucket, prefix, { most: MOST_KEYS }));
}

async function manifestOf(
  place: S3Object,
  { ownedBy }: Bulk,
  { objects }: ListFilesPorts,
): Promise<FileList | Unread> {
  const text = await objects.text(place, MAX_MANIFEST_BYTES);
  if (text !== undefined) return readManifest(text, `in/${ownedBy}/`);
  const message = `There is no such manifest, or it has more than ${MAX_MANIFEST_BYTES / 1024 ** 2} MiB. Put it there and create the bulk again.`;
  return { files: [], listed: 0, skipped: 0, problem: { code: 'no-manifest', message } };
}

/** S3's consoles show keys with a slash at their end as folders. */
function listOf(found: readonly FoundObject[]): FileList {
  const keys = found.filter(({ key, bytes }) => !(key.endsWith('/') && bytes === 0));
  const files = keys.map(({ key }, at) => ({ line: at + 1, key }));
  return { files, listed: found.length, skipped: found.length - files.length };
}

function problemOf({ files, listed }: FileList): Bulk['error'] {
  if (files.length > MAX_FILES || listed >= MOST_KEYS) {
    const message = `A bulk may have ${MAX_FILES} files, and there are more; no job was made. Make several bulks of it, by narrower prefixes or shorter manifests.`;
    return { code: 'too-many-files', message };
  }
  if (files.length > 0) return undefined;
  return { code: 'no-files', message: 'There is no file in the source; no job was made.' };
}

function placeOf(address: string): S3Object {
  const [bucket = '', ...key] = address.slice('s3://'.length).split('/');
  return { bucket, key: key.join('/') };
}
