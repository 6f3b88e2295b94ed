/** GET /jobs/{id}/transcript?format=&version=&after= : the transcript, partial while the job runs. */
import { readConfig } from '../../core/base/config.ts';
import type { Job } from '../../core/job/job.ts';
import { AccessLog } from '../../core/aws/dynamodb/access-log.ts';
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
import { assertKept } from '../http/kept.ts';
import { logged } from '../http/logged-read.ts';
import { storedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';
import { keyHandler } from '../http/handler.ts';
import { madeDocument, publishedDocument, redactedDocument } from '../http/transcript-document.ts';
import { deleted, goneAsProblem } from '../http/transcript-gone.ts';

type Answer = AnswerOf<typeof getTranscriptOperation>;
type Query = RequestOf<typeof getTranscriptOperation>['query'];

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const log = new AccessLog(table);
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
  async ({ event, owner, keyId, query }) => {
    const { after } = query;
    if (after !== undefined) assertMachineJson(query);
    if (query.redacted) assertMachineText(query);
    const job = await storedJob(event, owner, using.jobs);
    assertKept(job, 'transcript');
    const answer = await answerOf(job, query);
    // A look for new parts that finds none reads nothing.
    if (after !== undefined && isEmptyPage(answer)) return answer;
    return logged(answer, { owner, who: { key: keyId }, ...readOf(job, query) }, log);
  },
);

async function answerOf(job: Job, query: Query): Promise<Answer> {
  if (query.redacted) return redactedDocument(job, query, using);
  if (query.after !== undefined) return page(job, query.after);
  return isPublished(job) ? publishedDocument(job, query, using) : soFar(job, query);
}

function isEmptyPage({ body }: Answer): boolean {
  return typeof body === 'object' && 'segments' in body && body.segments.length === 0;
}

function readOf({ jobId }: Job, { format, version, redacted }: Query) {
  if (redacted) return { jobId, what: 'redacted-transcript', format } as const;
  return { jobId, what: 'transcript', format, version: String(version) } as const;
}

async function page(job: Job, after: number): Promise<Answer> {
  const body = (await readPage(job, after, using)) ?? deleted();
  return { status: 200, body };
}

const NOT_AT_ENDPOINT =
  'The job is at a SageMaker endpoint, which writes no text before its end. Ask again then.';

/** A transcript can be edited once it is published. */
async function soFar(job: Job, query: Query): Promise<Answer> {
  if (job.instance?.market === 'sagemaker') throw new HttpProblem('not-yet', NOT_AT_ENDPOINT);
  await editedText(job, query.version, using).catch(goneAsProblem);
  const parts = await allParts(job, { ...using, bucket: config.resultsBucket });
  return madeDocument(job, { source: transcriptSoFar(job, parts), query }, using);
}

/** The copy is of the machine's text, once all of it is there. */
function assertMachineText({ version, after }: Query): void {
  const isWhole = version === 'machine' && after === undefined;
  if (isWhole) return;
  throw new HttpProblem('invalid', 'Correct: `redacted` goes with neither `version` nor `after`.', [
    { path: 'redacted', message: 'neither with `version` nor with `after`' },
  ]);
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
