/** GET /jobs/{id}/transcript?format= : the whole one, or as much as there is. */
import * as z from 'zod';
import { readConfig } from '../../core/config.ts';
import type { Job } from '../../core/job.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { ObjectStore } from '../../core/aws/object-store.ts';
import { allParts } from '../../core/steps/read-parts.ts';
import { CONTENT_TYPES, render } from '../../core/subtitles.ts';
import { Transcript, TranscriptFormat, transcriptSoFar } from '../../core/transcript.ts';
import { transcriptKey } from '../../core/work-order.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { query } from '../http/body.ts';
import { ownedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';
import { keyRoute, type Answer } from '../http/route.ts';

const config = readConfig(['jobsTable', 'resultsBucket', 'stateMachineArn']);
const jobs = new JobStore(config.jobsTable);
const objects = new ObjectStore();
const workflow = new Workflow();

/** A Lambda answer may have 6 MB, and JSON escapes make text grow. */
const INLINE_BYTES = 4 * 1024 ** 2;
const LINK_SECONDS = 900;

const Query = z.strictObject({ format: TranscriptFormat.default('json') });

export const handler = keyRoute('jobs:read', jobs, async (event, owner) => {
  const { format } = query(event, Query);
  const job = await ownedJob(event, owner, { ...config, jobs, objects, workflow });
  return job.status === 'completed' ? finished(job, format) : soFar(job, format);
});

async function finished(job: Job, format: TranscriptFormat): Promise<Answer> {
  const isStored = job.result?.formats.includes(format) ?? false;
  const key = transcriptKey(job.jobId, isStored ? format : 'json');
  const place = { bucket: config.resultsBucket, key };
  const head = await objects.head(place);
  if (!head) throw new HttpProblem('not-found', 'The transcript has been deleted.');
  if (head.bytes > INLINE_BYTES) return redirect(place, { format, isStored });
  const text = (await objects.text(place)) ?? '';
  if (isStored) return inline(text, format);
  return inline(render(Transcript.parse(JSON.parse(text)), format), format);
}

async function soFar(job: Job, format: TranscriptFormat): Promise<Answer> {
  const parts = await allParts(job.jobId, { objects, bucket: config.resultsBucket });
  const text = render(transcriptSoFar(job, parts), format);
  if (Buffer.byteLength(text) > INLINE_BYTES) {
    throw new HttpProblem(
      'not-available',
      'The transcript so far is over 4 MB; ask for it when the job is completed.',
    );
  }
  return inline(text, format);
}

function inline(body: string, format: TranscriptFormat): Answer {
  return { status: 200, headers: { 'content-type': CONTENT_TYPES[format] }, body };
}

async function redirect(
  place: { bucket: string; key: string },
  { format, isStored }: { format: TranscriptFormat; isStored: boolean },
): Promise<Answer> {
  if (!isStored) {
    throw new HttpProblem(
      'not-available',
      `This transcript is too long to be converted on request, and the job did not ask for "${format}". Ask for "json".`,
    );
  }
  const contentType = CONTENT_TYPES[format];
  const location = await objects.signedGet({ ...place, contentType }, LINK_SECONDS);
  return { status: 303, headers: { location }, body: '' };
}
