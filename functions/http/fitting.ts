/** Answers with a document that was made for it; one above 4 MB is stored, and answered by its address. */
import type { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import type { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import type { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { INLINE_BYTES, signedElsewhere } from './document.ts';
import { deleted } from './transcript-gone.ts';

export interface FittingPorts {
  jobs: Pick<JobReader, 'job'>;
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
  { jobs, signer, writer, resultsBucket: bucket }: FittingPorts,
) {
  if (Buffer.byteLength(body) <= INLINE_BYTES) {
    return { status: 200, headers: { 'content-type': contentType }, body } as const;
  }
  const place = { bucket, key };
  await writer.putBytes(place, Buffer.from(body), contentType);
  if (await jobs.job(jobId)) return signedElsewhere(place, contentType, signer);
  // The job was deleted meanwhile; overwrites the document written too late.
  await writer.putBytes(place, Buffer.from(''), contentType);
  return deleted();
}
