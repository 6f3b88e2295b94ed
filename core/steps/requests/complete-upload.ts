/** Puts the parts of an upload together. S3's event of the object then starts the job, as after a PUT. */
import { faultyParts } from '../../audio/upload-parts.ts';
import type { UploadRecords } from '../../aws/dynamodb/upload-records.ts';
import type { MultipartUploads } from '../../aws/s3/multipart-uploads.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import {
  assertWaitedFor,
  isComplete,
  s3UploadOf,
  UploadOver,
  type OwnedUpload,
} from './open-upload.ts';

/** Thrown when parts are missing or have another size than they must. */
export class PartsMissing extends Error {
  readonly parts: readonly number[];

  constructor(parts: readonly number[]) {
    super(
      `Missing, or of another size: part ${shown(parts)}. Send them, and complete the upload then.`,
    );
    this.name = 'PartsMissing';
    this.parts = parts;
  }
}

/** Thrown while another request works on the same upload, or after a part came anew. */
export class UploadBusy extends Error {
  constructor() {
    super('The upload changes at the moment. Try again.');
    this.name = 'UploadBusy';
  }
}

interface CompleteUploadPorts {
  records: Pick<UploadRecords, 'noteCompleted'>;
  multipart: Pick<MultipartUploads, 'parts' | 'complete'>;
  objects: Pick<ObjectReader, 'head'>;
  now: Date;
}

/** Idempotent. @throws PartsMissing, UploadOver, UploadBusy */
export async function completeUpload(
  upload: OwnedUpload,
  using: CompleteUploadPorts,
): Promise<void> {
  if (isComplete(upload)) return;
  assertWaitedFor(upload, using.now);
  await putTogether(upload, using);
  await using.records.noteCompleted(upload.job.jobId, using.now);
}

async function putTogether(
  upload: OwnedUpload,
  { multipart, objects }: CompleteUploadPorts,
): Promise<void> {
  const place = s3UploadOf(upload);
  const { record } = upload;
  const parts = await multipart.parts(place);
  const faulty = parts ? faultyParts(record, parts) : [];
  if (faulty.length > 0) throw new PartsMissing(faulty);
  const end = parts
    ? await multipart.complete({ ...place, bytes: record.bytes }, parts)
    : 'no-such-upload';
  if (end === 'busy' || end === 'changed') throw new UploadBusy();
  // Completed by an earlier request that ended before it could note it, or ended meanwhile.
  if (end === 'no-such-upload' && !(await objects.head(place))) {
    throw new UploadOver('The upload was ended; begin a new one.');
  }
}

const MOST_SHOWN = 20;

/** The first ones, if there are many. */
function shown(parts: readonly number[]): string {
  const more = parts.length > MOST_SHOWN ? ' and more' : '';
  return parts.slice(0, MOST_SHOWN).join(', ') + more;
}
