/** Copies the documents of the settled attempt to the job's own keys, and the waveform if there is one. */
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import { TRANSCRIPT_FORMATS } from '../../transcript/transcript.ts';
import {
  attemptTranscriptKey,
  attemptWaveformKey,
  transcriptKey,
  waveformKey,
} from '../../job/work-order.ts';

interface Place {
  writer: ObjectWriter;
  resultsBucket: string;
}

/** Idempotent. @returns false if the attempt has not written all documents */
export async function publishTranscript(
  attempt: { jobId: string; attempt: number },
  { writer, resultsBucket: bucket }: Place,
): Promise<boolean> {
  const copy = (from: string, to: string) =>
    writer.copy({ from: { bucket, key: from }, to: { bucket, key: to } });
  const { jobId } = attempt;
  const waveform = copy(attemptWaveformKey(attempt), waveformKey(jobId));
  const copies = TRANSCRIPT_FORMATS.map((format) => {
    return copy(attemptTranscriptKey(attempt, format), transcriptKey(jobId, format));
  });
  const [areThere] = await Promise.all([Promise.all(copies), waveform]);
  return areThere.every((isThere) => isThere);
}
