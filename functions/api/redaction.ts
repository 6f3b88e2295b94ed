/**
 * GET and POST /jobs/{id}/redaction, GET and DELETE /jobs/{id}/redaction/key: what was found for a job's
 * redacted copy, what people decide about it, and the originals. One function, since each one takes six
 * resources of the stack.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { decideRedactionOperation } from '../../core/api/operations/decide-redaction.ts';
import { deleteRedactionKeyOperation } from '../../core/api/operations/delete-redaction-key.ts';
import { getRedactionKeyOperation } from '../../core/api/operations/get-redaction-key.ts';
import { getRedactionOperation } from '../../core/api/operations/get-redaction.ts';
import { AccessLog } from '../../core/aws/dynamodb/access-log.ts';
import { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { RedactionSecrets } from '../../core/aws/dynamodb/redaction-secrets.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectRemoval } from '../../core/aws/s3/object-removal.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { readConfig } from '../../core/base/config.ts';
import { deleteKeyOf } from '../../core/steps/requests/delete-redaction-key.ts';
import {
  DecidedMeanwhile,
  decisionsOf,
  foundOf,
  keyOf,
  namesSearchOf,
  redactAgain,
  type RedactedJob,
} from '../../core/steps/requests/redact-again.ts';
import { isPublished } from '../../core/view/analysis-view.ts';
import type { RedactionView } from '../../core/view/redaction-view.ts';
import { byRoute } from '../http/by-route.ts';
import { keyHandler } from '../http/handler.ts';
import { assertKept } from '../http/kept.ts';
import { logged } from '../http/logged-read.ts';
import { storedJob } from '../http/owned-job.ts';
import { HttpProblem, TryLater } from '../http/problem.ts';
import { goneAsProblem } from '../http/transcript-gone.ts';

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const log = new AccessLog(table);
const using = {
  ...config,
  objects: new ObjectReader(),
  writer: new ObjectWriter(),
  removal: new ObjectRemoval(),
  secrets: new RedactionSecrets(table),
  edits: new EditStore(table),
};

const found = keyHandler(getRedactionOperation, table, async ({ event, owner, keyId }) => {
  const job = await redactedJob(event, owner);
  return findings(job, keyId);
});

const decide = keyHandler(
  decideRedactionOperation,
  table,
  async ({ event, owner, keyId, body }) => {
    const job = await redactedJob(event, owner);
    if (!job.redact.keepOriginal) throw new HttpProblem('not-in-this-state', NO_ORIGINAL);
    await redactAgain(job, body, using).catch(asProblem);
    return findings(job, keyId);
  },
);

const key = keyHandler(getRedactionKeyOperation, table, async ({ event, owner, keyId }) => {
  const job = await redactedJob(event, owner);
  const originals = await keyOf(job, using);
  if (!originals) throw new HttpProblem('not-found', 'The key has been deleted.');
  const read = { owner, who: { key: keyId }, jobId: job.jobId, what: 'redaction-key' } as const;
  return logged({ status: 200, body: { key: originals } } as const, read, log);
});

const deleteKey = keyHandler(deleteRedactionKeyOperation, table, async ({ event, owner }) => {
  const job = await redactedJob(event, owner);
  await deleteKeyOf(job, using, new Date());
  return { status: 204, body: '' };
});

const PAUSE_SECONDS = 5;

/** @throws HttpProblem */
function asProblem(error: unknown): never {
  if (!(error instanceof DecidedMeanwhile)) return goneAsProblem(error);
  const detail = 'Others are deciding about the same copy. Send the same request again.';
  throw new TryLater('busy', detail, PAUSE_SECONDS);
}

const NO_ORIGINAL =
  'The job did not keep its original, from which the copy would be made anew: redact.keepOriginal.';
const NO_COPY = 'The job did not ask for a redacted copy: `redact` of POST /jobs does.';
const NOT_YET = 'The redacted copy is made once all is transcribed.';

async function redactedJob(event: APIGatewayProxyEventV2, owner: string): Promise<RedactedJob> {
  const job = await storedJob(event, owner, jobs);
  assertKept(job, 'transcript');
  const { redact } = job;
  if (!redact) throw new HttpProblem('not-found', NO_COPY);
  if (!isPublished(job)) throw new HttpProblem('not-yet', NOT_YET);
  return { ...job, redact };
}

/** They have the words that were replaced: a read, as of the transcript. */
async function findings(job: RedactedJob, keyId: string) {
  const { owner, jobId } = job;
  const answer = { status: 200, body: await viewOf(job) } as const;
  return logged(answer, { owner, who: { key: keyId }, jobId, what: 'findings' }, log);
}

async function viewOf(job: RedactedJob): Promise<RedactionView> {
  const [{ found: listed, editsVersion }, names, decisions, originals, newest] = await Promise.all([
    foundOf(job, using).catch(goneAsProblem),
    namesSearchOf(job, using),
    decisionsOf(job, using),
    keyOf(job, using),
    using.edits.newest(job.jobId),
  ]);
  const isDecided = decisions.reject.length + decisions.add.length > 0;
  return {
    found: listed,
    ...(names && { names }),
    decisions,
    audioIsBehind: job.redact.audio && (isDecided || editsVersion > 0),
    editsVersion,
    editsAreBehind: newest > editsVersion,
    hasKey: originals !== undefined,
  };
}

export const handler = byRoute([
  [getRedactionOperation, found],
  [decideRedactionOperation, decide],
  [getRedactionKeyOperation, key],
  [deleteRedactionKeyOperation, deleteKey],
]);
