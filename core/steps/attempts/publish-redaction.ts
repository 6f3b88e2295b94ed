/** Copies an attempt's redacted copy to the job's own keys. */
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import type { Job } from '../../job/job.ts';
import {
  attemptFoundKey,
  attemptNamesSearchKey,
  attemptPseudonymsKey,
  attemptRedactedAudioKey,
  attemptRedactedKey,
  foundKey,
  namesSearchKey,
  pseudonymsKey,
  redactedAudioKey,
  redactedKey,
} from '../../job/redaction-keys.ts';
import { TRANSCRIPT_FORMATS } from '../../transcript/transcript.ts';

interface Place {
  objects: Pick<ObjectReader, 'head'>;
  writer: Pick<ObjectWriter, 'copy'>;
  resultsBucket: string;
}

/** Idempotent. @returns false if the attempt has not written all of a copy that the job asks for */
export async function publishRedaction(
  job: Pick<Job, 'jobId' | 'attempt' | 'redact'>,
  { writer, objects, resultsBucket: bucket }: Place,
): Promise<boolean> {
  if (!job.redact) return true;
  const copy = (from: string, to: string) =>
    writer.copy({ from: { bucket, key: from }, to: { bucket, key: to } });
  const { jobId } = job;
  const copies = [
    ...TRANSCRIPT_FORMATS.map((format) => {
      return copy(attemptRedactedKey(job, format), redactedKey(jobId, format));
    }),
    copy(attemptFoundKey(job), foundKey(jobId)),
    pseudonymsAreThere(),
  ];
  const [areThere] = await Promise.all([
    Promise.all(copies),
    // Agents of older images write none.
    copy(attemptNamesSearchKey(job), namesSearchKey(jobId)),
    // A machine that could not make it has said so in its log.
    job.redact.audio && copy(attemptRedactedAudioKey(job), redactedAudioKey(jobId)),
  ]);
  return areThere.every((isThere) => isThere);

  /** An earlier try of Settle may have copied them, and removed the attempt's own. */
  async function pseudonymsAreThere(): Promise<boolean> {
    const key = pseudonymsKey(jobId);
    if (await copy(attemptPseudonymsKey(job), key)) return true;
    return (await objects.head({ bucket, key })) !== undefined;
  }
}
