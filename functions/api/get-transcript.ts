/** GET /jobs/{id}/transcript?format=&version=&after= : the transcript, partial while the job runs. */
import { readConfig } from '../../core/base/config.ts';
import type { Job } from '../../core/job/job.ts';
import { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectLister } from '../../core/aws/s3/object-lister.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { readPage } from '../../core/steps/attempts/read-page.ts';
import { allParts } from '../../core/steps/attempts/read-parts.ts';
import { editedText } from '../../core/steps/requests/transcript-source.ts';
import { transcriptSoFar } from '../../core/transcript/transcript.ts';
import { isPublished } from '../../core/view/analysis-view.ts';
import type { AnswerOf, RequestOf } from '../../core/api/operation.ts';
import { getTranscriptOperation } from '../../core/api/operations/get-transcript.ts';
import { storedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';
import { keyHandler } from '../http/handler.ts';
import { madeDocument, publishedDocument } from '../http/transcript-document.ts';
import { deleted, goneAsProblem } from '../http/transcript-gone.ts';

type Answer = AnswerOf<typeof getTranscriptOperation>;
type Query = RequestOf<typeof getTranscriptOperation>['query'];

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  table,
  jobs: new JobReader(table),
  objects: new ObjectLister(),
  edits: new EditStore(table),
  signer: new ObjectSigner(),
  writer: new ObjectWriter(),
};

export const handler = keyHandler(
  getTranscriptOperation,
  table,
  async ({ event, owner, query }) => {
    const { after } = query;
    if (after !== undefined) assertMachineJson(query);
    const job = await storedJob(event, owner, using.jobs);
    if (after !== undefined) return page(job, after);
    return isPublished(job) ? publishedDocument(job, query, using) : soFar(job, query);
  },
);

async function page(job: Job, after: number): Promise<Answer> {
  const body = (await readPage(job, after, using)) ?? deleted();
  return { status: 200, body };
}

/** A transcript can be edited once it is published. */
async function soFar(job: Job, query: Query): Promise<Answer> {
  await editedText(job, query.version, using).catch(goneAsProblem);
  const parts = await allParts(job, { ...using, bucket: config.resultsBucket });
  return madeDocument(job, { source: transcriptSoFar(job, parts), query }, using);
}

function assertMachineJson({ format, version, times, speakers }: Query): void {
  const isGiven = (value: unknown, path: string) =>
    value === undefined ? [] : [{ path, message: 'not with `after`' }];
  const wrong = [
    ...(format === 'json' ? [] : [{ path: 'format', message: 'only json with `after`' }]),
    ...(version === 'machine'
      ? []
      : [{ path: 'version', message: 'only the machine’s with `after`' }]),
    ...isGiven(times, 'times'),
    ...isGiven(speakers, 'speakers'),
  ];
  const paths = wrong.map(({ path }) => path).join(', ');
  if (wrong.length > 0) throw new HttpProblem('invalid', `Correct: ${paths}.`, wrong);
}
