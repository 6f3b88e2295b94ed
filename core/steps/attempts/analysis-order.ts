/** The part of a work order that is about analyses. */
import type { ObjectLister } from '../../aws/s3/object-lister.ts';
import type { ObjectSigner } from '../../aws/s3/object-signer.ts';
import type { Job } from '../../job/job.ts';
import {
  attemptAnalysisPiecesPrefix,
  MAX_CHECKPOINT_PIECES,
  transcriptKey,
  type AnalysisOrder,
} from '../../job/work-order.ts';

interface Place {
  objects: Pick<ObjectLister, 'list'>;
  signer: Pick<ObjectSigner, 'signedGet'>;
  bucket: string;
  /** Asks for new addresses, or for the token of the analysis, without what earlier attempts left. */
  renewal: boolean;
}

/** Undefined if the job asks for none. Addresses are valid for `seconds`. */
export async function analysisOrder(
  job: Job,
  place: Place,
  seconds: number,
): Promise<AnalysisOrder | undefined> {
  if (!job.analysis) return undefined;
  const asked = { requests: job.analysis, awaits: job.tokenPhase ?? 'transcript' } as const;
  if (place.renewal) return { ...asked, pieces: [] };
  const sign = (key: string) => place.signer.signedGet({ bucket: place.bucket, key }, seconds);
  const [url, keys] = await Promise.all([
    job.result && sign(transcriptKey(job.jobId, 'json')),
    piecesOf(job, place),
  ]);
  return {
    ...asked,
    ...(url !== undefined && { transcript: { url, result: job.result } }),
    pieces: await Promise.all(keys.map(sign)),
  };
}

/** Pieces of all attempts, this one too: an agent that was started anew claims again. The newest are kept. */
async function piecesOf(
  { jobId, attempt }: Pick<Job, 'jobId' | 'attempt'>,
  { objects, bucket }: Place,
): Promise<string[]> {
  const attempts = Array.from({ length: attempt }, (_, index) => index + 1);
  const found = await Promise.all(
    attempts.map((nth) =>
      objects.list(bucket, attemptAnalysisPiecesPrefix({ jobId, attempt: nth }), {
        most: MAX_CHECKPOINT_PIECES,
      }),
    ),
  );
  const keys = found.flat().map(({ key }) => key);
  return keys.slice(-MAX_CHECKPOINT_PIECES);
}
