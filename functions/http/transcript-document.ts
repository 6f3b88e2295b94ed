/** Answers with a document of a transcript: as it is stored, or made for the answer. */
import type { DocumentQuery } from '../../core/api/document-query.ts';
import type { TranscriptVersion } from '../../core/api/transcript-version.ts';
import type { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import type { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import type { Job } from '../../core/job/job.ts';
import { redactedKey } from '../../core/job/redaction-keys.ts';
import { documentKey, transcriptKey } from '../../core/job/work-order.ts';
import { editedText, machineText } from '../../core/steps/requests/transcript-source.ts';
import { DOCUMENT_CONTENT_TYPES } from '../../core/transcript/documents/document-format.ts';
import { renderTranscript } from '../../core/transcript/documents/render-transcript.ts';
import type { TranscriptSource } from '../../core/transcript/documents/transcript-source.ts';
import { isPublished } from '../../core/view/analysis-view.ts';
import { storedDocument } from './document.ts';
import { fitting, type FittingPorts } from './fitting.ts';
import { HttpProblem } from './problem.ts';
import { deleted, goneAsProblem } from './transcript-gone.ts';

export interface DocumentPorts extends FittingPorts {
  objects: Pick<ObjectReader, 'head' | 'text'>;
  edits: Pick<EditStore, 'all'>;
}

/** Document of a published transcript. @throws HttpProblem 404 */
export async function publishedDocument(
  job: Job,
  query: DocumentQuery & { version: TranscriptVersion },
  using: DocumentPorts,
) {
  const { version, format, times, speakers } = query;
  const edited = await editedText(job, version, using).catch(goneAsProblem);
  if (edited) return madeDocument(job, { source: edited, query }, using);
  if (format !== 'docx' && times === undefined && speakers === undefined) {
    const place = { bucket: using.resultsBucket, key: transcriptKey(job.jobId, format) };
    return (await storedDocument(place, format, using)) ?? deleted();
  }
  const source = await machineText(job, using).catch(goneAsProblem);
  return madeDocument(job, { source, query }, using);
}

/** Document of a published job's redacted copy. @throws HttpProblem 404, and 409 while there is none */
export async function redactedDocument(job: Job, query: DocumentQuery, using: DocumentPorts) {
  if (!job.redact) throw new HttpProblem('not-found', NO_COPY);
  if (!isPublished(job)) throw new HttpProblem('not-yet', NOT_REDACTED_YET);
  const { format, times, speakers } = query;
  if (format !== 'docx' && times === undefined && speakers === undefined) {
    const place = { bucket: using.resultsBucket, key: redactedKey(job.jobId, format) };
    return (await storedDocument(place, format, using)) ?? deleted();
  }
  const source = await machineText(job, { ...using, keyOf: redactedKey }).catch(goneAsProblem);
  // The name of the file may be a person's.
  const { createdAt, jobId } = job;
  const unnamed = { jobId, createdAt, audio: { filename: jobId } };
  return madeDocument(unnamed, { source, query, redacted: true }, using);
}

const NO_COPY = 'The job did not ask for a redacted copy: `redact` of POST /jobs does.';
const NOT_REDACTED_YET =
  'The redacted copy is made once all is transcribed. Ask again when the transcript is there.';

/** @throws HttpProblem 404 if the job was deleted meanwhile */
export async function madeDocument(
  {
    jobId,
    audio: { filename },
    createdAt,
  }: Pick<Job, 'jobId' | 'createdAt'> & {
    audio: { filename: string };
  },
  { source, query, redacted }: { source: TranscriptSource; query: DocumentQuery; redacted?: true },
  using: FittingPorts,
) {
  const { format, times, speakers } = query;
  const { version } = source.transcript;
  const body = renderTranscript({ ...source, filename, createdAt }, format, { times, speakers });
  const contentType = DOCUMENT_CONTENT_TYPES[format];
  const key = documentKey(jobId, { redacted, version, format, times, speakers });
  return fitting(jobId, { body, contentType, key }, using);
}
