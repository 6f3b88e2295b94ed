/** Answers with a document that was made for it; one above 4 MB is stored, and answered by its address. */
import { isDeleted } from '../../core/aws/dynamodb/deleted-jobs.ts';
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import type { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import type { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { INLINE_BYTES, signedElsewhere } from './document.ts';
import { deleted } from './transcript-gone.ts';

export interface FittingPorts {
  table: JobsTable;
  signer: Pick<ObjectSigner, 'signedGet'>;
  writer: Pick<ObjectWriter, 'putBytes'>;
  resultsBucket: string;
}

interface Made {
  body: string | Uint8Array;
  contentType: string;
  /** In the results bucket. */
  key: string;
}

/** @throws HttpProblem 404 if the job was deleted meanwhile */
export async function fitting(
  jobId: string,
  { body, contentType, key }: Made,
  { table, signer, writer, resultsBucket: bucket }: FittingPorts,
) {
  if (Buffer.byteLength(body) <= INLINE_BYTES) {
    return { status: 200, headers: { 'content-type': contentType }, body } as const;
  }
  const place = { bucket, key };
  await writer.putBytes(place, Buffer.from(body), contentType);
  // A deletion is marked before it looks for documents, and the job's row goes last.
  if (!(await isDeleted(jobId, table))) return signedElsewhere(place, contentType, signer);
  // Overwrites the document, which was written too late.
  await writer.putBytes(place, Buffer.from(''), contentType);
  return deleted();
}
