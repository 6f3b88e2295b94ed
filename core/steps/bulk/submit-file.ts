/** Gives one file of a bulk its job, or finds the one that it has. */
import * as z from 'zod';
import { QuotaReached, type JobQuota } from '../../access/job-quota.ts';
import { identityOf } from '../../api/request-identity.ts';
import { AudioRefused, RequestRefused } from '../../api/request-refused.ts';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import { logError } from '../../base/log.ts';
import { OverBudget } from '../../budgets/over-budget.ts';
import type { Purse } from '../../budgets/purse.ts';
import { purseOfBulk, type Bulk } from '../../bulk/bulk.ts';
import { fileIdentity } from '../../bulk/file-identity.ts';
import { followed, type FileOutcome } from '../../bulk/file-outcome.ts';
import type { FileProblem, ListedFile } from '../../bulk/listed-file.ts';
import { CreateJobRequest } from '../../job/job-request.ts';
import type { Job } from '../../job/job.ts';
import type { BulkWaiting } from '../../view/bulk-view.ts';
import type { createJob } from '../requests/create-job.ts';
import type { Checking } from '../arrivals/check-audio.ts';

type CreateJob = (asked: Parameters<typeof createJob>[0], now: Date) => Promise<Job>;

export interface SubmitPorts {
  createJob: CreateJob;
  jobs: Pick<JobReader, 'job' | 'idempotency'>;
  objects: Pick<Checking['objects'], 'head'>;
  quotas: { today: (owner: string, jobsPerDay: number) => JobQuota };
  audioBucket: string;
  models: readonly string[];
  now: () => Date;
}

/** Why no further file can get its job now. */
export interface Blocked {
  code: BulkWaiting['code'];
  message: string;
  seconds: number;
}

/** Calls with an unexpected error, such as one of AWS, before the file is given up. */
const MOST_TRIES = 8;
const BUSY_SECONDS = 20;
/** Jobs that end give back what they did not use. Each look is three transitions of the workflow. */
const MONEY_SECONDS = 60;

interface Submitted {
  outcome: FileOutcome;
  blocked?: Blocked;
}

export async function submitFile(
  bulk: Bulk,
  { file, outcome }: { file: ListedFile; outcome: FileOutcome },
  using: SubmitPorts,
): Promise<Submitted> {
  if (file.problem) return refused(outcome, file.problem);
  const asked = requestOf(bulk, file, using.audioBucket);
  if (!asked.success) return refused(outcome, { code: 'invalid', message: saidBy(asked.error) });
  try {
    return { outcome: await withJob(bulk, { file, outcome, request: asked.data }, using) };
  } catch (error) {
    return notSubmitted(outcome, error);
  }
}

function requestOf({ options }: Bulk, file: ListedFile, audioBucket: string) {
  const audio = { s3: `s3://${audioBucket}/${file.key}` };
  return CreateJobRequest.safeParse({ route: 'batch', ...options, ...file.options, audio });
}

/**
 * A file of a cancelled bulk, with its job if it has one: a call that dies makes jobs that it does not
 * note.
 */
export async function withoutNewJob(
  bulk: Bulk,
  { file, outcome }: { file: ListedFile; outcome: FileOutcome },
  using: SubmitPorts,
): Promise<FileOutcome> {
  const asked = requestOf(bulk, file, using.audioBucket);
  if (file.problem || !asked.success) return outcome;
  const known = await knownOf(bulk, { file, request: asked.data }, using);
  const { earlier } = known ?? {};
  return earlier?.bulkId === bulk.bulkId ? made(bulk, outcome, earlier) : outcome;
}

/** Identity of the file, and the job that has it; undefined if there is no such object. */
async function knownOf(
  { bulkId, ownedBy: owner }: Bulk,
  { file: { key }, request }: { file: ListedFile; request: CreateJobRequest },
  using: SubmitPorts,
): Promise<{ content: string; earlier: Job | undefined } | undefined> {
  const { audioBucket: bucket, models } = using;
  const head = await using.objects.head({ bucket, key });
  if (!head) return undefined;
  const content = fileIdentity({ bucket, key, etag: head.etag, request, models, bulkId });
  return { content, earlier: await earlierOf({ request, owner, content }, using) };
}

async function withJob(
  bulk: Bulk,
  { file, outcome, request }: { file: ListedFile; outcome: FileOutcome; request: CreateJobRequest },
  using: SubmitPorts,
): Promise<FileOutcome> {
  const known = await knownOf(bulk, { file, request }, using);
  if (!known) throw new AudioRefused('invalid', 'There is no such object.', 'AudioMissing');
  const { content, earlier } = known;
  if (earlier && !isAnew(bulk, earlier)) return made(bulk, outcome, earlier);
  const { bulkId, ownedBy: owner } = bulk;
  const purse = purseOfBulk(bulk);
  const purses: Purse[] = purse ? [purse] : [];
  const jobQuota = using.quotas.today(owner, bulk.jobsPerDay);
  const job = await using.createJob(
    {
      ...{ request, owner, jobQuota, content, purses, insteadOf: earlier?.jobId },
      bulk: { bulkId, file: file.key },
    },
    using.now(),
  );
  return made(bulk, outcome, job);
}

/** The job of the same file, asked for before, by this bulk or another. */
async function earlierOf(
  asked: Parameters<typeof identityOf>[0],
  { jobs, now }: SubmitPorts,
): Promise<Job | undefined> {
  const identity = identityOf(asked);
  const record = identity && (await jobs.idempotency(identity.key));
  if (!record || Date.parse(record.expiresAt) <= now().getTime()) return undefined;
  return jobs.job(record.jobId);
}

/** A job of this bulk is never made twice: its failure is the file's outcome. */
function isAnew({ bulkId, retryFailed }: Bulk, { bulkId: of, status }: Job): boolean {
  return retryFailed && of !== bulkId && (status === 'failed' || status === 'cancelled');
}

function made({ bulkId }: Bulk, outcome: FileOutcome, job: Job): FileOutcome {
  const state = job.bulkId === bulkId ? 'submitted' : 'earlier';
  return followed({ ...outcome, state, jobId: job.jobId }, job);
}

function refused(outcome: FileOutcome, problem: FileProblem): Submitted {
  const { tries: _, ...rest } = outcome;
  return { outcome: { ...rest, state: 'refused', problem } };
}

function notSubmitted(outcome: FileOutcome, error: unknown): Submitted {
  if (error instanceof AudioRefused) {
    return refused(outcome, { code: error.code, message: error.message });
  }
  if (error instanceof RequestRefused) {
    return refused(outcome, { code: error.reason, message: error.message });
  }
  if (error instanceof OverBudget) return overBudget(outcome, error);
  if (error instanceof QuotaReached) {
    const { message, retryAfterSeconds: seconds } = error;
    return { outcome, blocked: { code: 'QuotaReached', message, seconds } };
  }
  const tries = (outcome.tries ?? 0) + 1;
  logError('file of a bulk not submitted', error, { line: outcome.line, tries });
  if (tries >= MOST_TRIES) return refused(outcome, GIVEN_UP);
  const blocked: Blocked = { code: 'Busy', message: BUSY, seconds: BUSY_SECONDS };
  return { outcome: { ...outcome, tries }, blocked };
}

function overBudget(outcome: FileOutcome, error: OverBudget): Submitted {
  const { message } = error;
  if (!error.mayFitLater) return refused(outcome, { code: 'over-budget', message });
  return { outcome, blocked: { code: 'Money', message: MONEY, seconds: MONEY_SECONDS } };
}

const MONEY =
  'What is left of the money is held by jobs that have not ended. The files wait for what they give back.';
const BUSY = 'An error of AWS or of ours; the files are tried again.';
const GIVEN_UP: FileProblem = {
  code: 'internal-error',
  message:
    'The job could not be created, in several tries; nothing was transcribed. Create the bulk again; if it repeats, tell the operator the bulkId.',
};

function saidBy({ issues: [issue] }: z.ZodError): string {
  const where = issue?.path.join('.') ?? '';
  return `${where === '' ? '' : `${where}: `}${issue?.message ?? 'not valid'}`;
}
