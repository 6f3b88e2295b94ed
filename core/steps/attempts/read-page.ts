/** A stretch of a job's transcript: of its parts while it is made, then of the published document. */
import type { ObjectLister } from '../../aws/s3/object-lister.ts';
import type { Job } from '../../job/job.ts';
import { transcriptKey } from '../../job/work-order.ts';
import {
  PagedTranscript,
  pageOfTranscript,
  type TranscriptPage,
} from '../../transcript/transcript-page.ts';
import { isPublished } from '../../view/analysis-view.ts';
import { partsAfter } from './parts-after.ts';

interface ReadPagePorts {
  objects: Pick<ObjectLister, 'list' | 'text'>;
  resultsBucket: string;
}

/** Twelve hours of speech with words are a quarter of it. */
const MOST_BYTES = 64 * 1024 ** 2;

/** Undefined if the published transcript is gone, or is none: a compromised machine may have written it. */
export async function readPage(
  job: Job,
  after: number,
  { objects, resultsBucket: bucket }: ReadPagePorts,
): Promise<TranscriptPage | undefined> {
  if (!isPublished(job)) return partsAfter(job, after, { objects, bucket });
  const key = transcriptKey(job.jobId, 'json');
  const text = await objects.text({ bucket, key }, MOST_BYTES);
  const transcript = text === undefined ? undefined : transcriptIn(text);
  return transcript && pageOfTranscript(transcript, after);
}

function transcriptIn(text: string) {
  try {
    return PagedTranscript.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
