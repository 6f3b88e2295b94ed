/** GET /jobs/{id}/transcript?format=&version=&after= : the transcript, partial while the job runs. */
import { readConfig } from '../../core/base/config.ts';
import type { Job } from '../../core/job/job.ts';
import { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectLister } from '../../core/aws/s3/object-lister.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { readPage } from '../../core/steps/attempts/read-page.ts';
import { allParts } from '../../core/steps/attempts/read-parts.ts';
import {
  editedVersion,
  NoSuchVersion,
  type EditedVersion,
} from '../../core/steps/requests/edited-version.ts';
import { renderEdited } from '../../core/editing/render-edited.ts';
import type { TranscriptVersion } from '../../core/api/transcript-version.ts';
import { CONTENT_TYPES, render } from '../../core/transcript/subtitles.ts';
import { transcriptSoFar, type TranscriptFormat } from '../../core/transcript/transcript.ts';
import { isPublished } from '../../core/view/analysis-view.ts';
import { editedKey, soFarKey, transcriptKey } from '../../core/job/work-order.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import type { AnswerOf } from '../../core/api/operation.ts';
import { getTranscriptOperation } from '../../core/api/operations/get-transcript.ts';
import { elsewhere, inline, INLINE_BYTES, storedDocument } from '../http/document.ts';
import { ownedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';
import { keyHandler } from '../http/handler.ts';

type Answer = AnswerOf<typeof getTranscriptOperation>;

const config = readConfig(['jobsTable', 'resultsBucket', 'stateMachineArn', 'maxAudioSeconds']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const objects = new ObjectLister();
const results = new ResultCache(table);
const edits = new EditStore(table);
const signer = new ObjectSigner();
const writer = new ObjectWriter();
const workflow = new Workflow();

export const handler = keyHandler(
  getTranscriptOperation,
  table,
  async ({ event, owner, query }) => {
    const { format, version, after } = query;
    if (after !== undefined) assertMachineJson(query);
    const job = await ownedJob(event, owner, { ...config, jobs, objects, results, workflow });
    if (after !== undefined) return page(job, after);
    const edited = await editedOf(job, version);
    if (edited) return editedAnswer(job, edited, format);
    return isPublished(job) ? finished(job, format) : soFar(job, format);
  },
);

/** Undefined for the machine's. A transcript can be edited once it is published. */
async function editedOf(job: Job, version: TranscriptVersion): Promise<EditedVersion | undefined> {
  const using = { ...config, objects, edits };
  try {
    return await editedVersion(job, version, using);
  } catch (error) {
    if (!(error instanceof NoSuchVersion)) throw error;
    const detail = `There is no such version of the transcript: the newest one is ${error.newest}.`;
    throw new HttpProblem('not-found', detail);
  }
}

async function editedAnswer(
  { jobId }: Job,
  { transcript, edited }: EditedVersion,
  format: TranscriptFormat,
): Promise<Answer> {
  const text = renderEdited(transcript, edited, format);
  return stored(jobId, { text, format, key: editedKey(jobId, edited.version, format) });
}

/** The document that the instance wrote in this format. */
async function finished(job: Job, format: TranscriptFormat): Promise<Answer> {
  const place = { bucket: config.resultsBucket, key: transcriptKey(job.jobId, format) };
  const answer = await storedDocument(place, format, { objects, signer });
  if (!answer) throw deleted();
  return answer;
}

async function page(job: Job, after: number): Promise<Answer> {
  const body = await readPage(job, after, { ...config, objects });
  if (!body) throw deleted();
  return { status: 200, body };
}

async function soFar(job: Job, format: TranscriptFormat): Promise<Answer> {
  const parts = await allParts(job, { objects, bucket: config.resultsBucket });
  const text = render(transcriptSoFar(job, parts), format);
  return stored(job.jobId, { text, format, key: soFarKey(job.jobId, format) });
}

/** A document that is made for this answer; under `key` if it is too large for it. */
async function stored(
  jobId: string,
  { text, format, key }: { text: string; format: TranscriptFormat; key: string },
): Promise<Answer> {
  if (Buffer.byteLength(text) <= INLINE_BYTES) return inline(text, format);
  const place = { bucket: config.resultsBucket, key };
  await writer.put(place, text, CONTENT_TYPES[format]);
  if (await jobs.job(jobId)) return elsewhere(place, format, signer);
  // The job was deleted meanwhile; overwrites the document written too late.
  await writer.put(place, '', CONTENT_TYPES[format]);
  throw deleted();
}

function assertMachineJson(query: { format: TranscriptFormat; version: TranscriptVersion }): void {
  const wrong = [
    ...(query.format === 'json' ? [] : [{ path: 'format', message: 'only json with `after`' }]),
    ...(query.version === 'machine'
      ? []
      : [{ path: 'version', message: 'only the machine’s with `after`' }]),
  ];
  const paths = wrong.map(({ path }) => path).join(', ');
  if (wrong.length > 0) throw new HttpProblem('invalid', `Correct: ${paths}.`, wrong);
}

function deleted(): HttpProblem {
  return new HttpProblem('not-found', 'The transcript has been deleted.');
}
