/** Copies the documents of the settled attempt to the job's own keys. */
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import { TRANSCRIPT_FORMATS } from '../../transcript/transcript.ts';
import { attemptTranscriptKey, transcriptKey } from '../../job/work-order.ts';

interface Place {
  writer: ObjectWriter;
  resultsBucket: string;
}

/** Idempotent. @returns false if the attempt has not written all of them */
export async function publishTranscript(
  attempt: { jobId: string; attempt: number },
  { writer, resultsBucket }: Place,
): Promise<boolean> {
  const copies = TRANSCRIPT_FORMATS.map((format) => {
    const from = { bucket: resultsBucket, key: attemptTranscriptKey(attempt, format) };
    const to = { bucket: resultsBucket, key: transcriptKey(attempt.jobId, format) };
    return writer.copy({ from, to });
  });
  return (await Promise.all(copies)).every((isThere) => isThere);
}
