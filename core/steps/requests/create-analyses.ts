/**
 * Creates a later job that analyses the transcript of a finished one: nothing is heard again. It belongs
 * to the first job, which shows its analyses, and is deleted with it.
 */
import { declaredAnalyses } from '../../api/declared-analyses.ts';
import { identityOf } from '../../api/request-identity.ts';
import { assertWithinLimits, type Affordable } from '../../api/request-limits.ts';
import type { JobStore } from '../../aws/dynamodb/job-store.ts';
import type { LaterAnalyses } from '../../aws/dynamodb/later-analyses.ts';
import type { Workflow } from '../../aws/workflow.ts';
import { newJobId } from '../../base/job-id.ts';
import { MAX_LATER_ANALYSES, type CreateAnalysesRequest } from '../../job/analyses-request.ts';
import { isOver } from '../../job/kept-until.ts';
import { isFinal } from '../../job/job-status.ts';
import { NEVER_LAUNCHED, type Job } from '../../job/job.ts';
import { DEFAULT_ROUTE } from '../../job/route-name.ts';
import { newOrEarlier, type NewJob, type Repeatable } from './new-or-earlier.ts';
import type { Paying } from '../arrivals/reserve-money.ts';
import { quoteOfRequest, type MayQuote } from './quote-request.ts';

/** Thrown when the job has no finished transcript, or enough later analyses. */
export class NotAnalysable extends Error {
  constructor(because: string) {
    super(because);
    this.name = 'NotAnalysable';
  }
}

interface CreateAnalysesPorts extends Affordable, MayQuote, Pick<Paying, 'money'> {
  jobs: JobStore;
  later: Pick<LaterAnalyses, 'of' | 'writes'>;
  workflow: Pick<Workflow, 'start'>;
  stateMachineArn: string;
  /** Those that the deployment declares for analyses, the default first. */
  analysisModels: readonly string[];
}

interface Asked extends Omit<Repeatable, 'request' | 'content' | 'message'> {
  request: CreateAnalysesRequest;
}

type Identified = Asked & { request: { analysisOf: string } };
type Using = CreateAnalysesPorts & { now: Date };

/**
 * @param of the job whose transcript is to be analysed; of a later job: the one that it belongs to
 * @throws RequestRefused, QuotaReached, OverBudget, NotAnalysable; AlreadyExists if the job was deleted meanwhile
 */
export async function createAnalyses(of: Job, asked: Asked, using: Using): Promise<Job> {
  // The same key with the same body for another job is another request.
  const identified = { ...asked, request: { ...asked.request, analysisOf: of.jobId } };
  const stored = await newOrEarlier(identified, () => made(of, identified, using), using);
  if (stored.status === 'queued') await using.workflow.start(using.stateMachineArn, stored.jobId);
  return stored;
}

async function made(of: Job, asked: Identified, using: Using): Promise<NewJob> {
  const { request, owner } = asked;
  assertWithinLimits(request, using, using.now);
  const analysis = declaredAnalyses(request.analysis, using.analysisModels);
  const first = await firstOf(of, using);
  const at = using.now.toISOString();
  const identity = identityOf(asked);
  const job: Job = {
    jobId: newJobId(),
    owner,
    status: 'queued',
    ...NEVER_LAUNCHED,
    route: DEFAULT_ROUTE,
    requestedRoute: 'auto',
    ...transcribedAs(first),
    analysis,
    analysisOf: first.jobId,
    reusedFrom: first.jobId,
    webhook: request.webhook,
    metadata: request.metadata,
    deadlineAt: request.deadline,
    maxCostUsd: request.maxCostUsd,
    createdAt: at,
    updatedAt: at,
    repeatKeys: identity ? [identity.key] : [],
  };
  const known = { durationSeconds: first.result.durationSeconds, bytes: first.result.audio.bytes };
  const quoted = { ...job, quote: await quoteOfRequest({ ...job, known }, using) };
  const also = using.later.writes(first.jobId, quoted);
  return { job: quoted, store: (held, repeat) => using.jobs.createWith(also, held, repeat) };
}

/** A job whose transcript is published. */
type Transcribed = Job & Required<Pick<Job, 'result'>>;

/** @throws NotAnalysable */
async function firstOf(of: Job, { jobs, later, now }: Using): Promise<Transcribed> {
  const first = of.analysisOf === undefined ? of : await jobs.job(of.analysisOf);
  if (!first || !isTranscribed(first)) {
    throw new NotAnalysable(
      `The job is ${of.status}: only the transcript of a job that has ended can be analysed. With \`analysis\` in POST /jobs it is analysed at once.`,
    );
  }
  if (isOver(first, 'transcript', now)) {
    throw new NotAnalysable('The transcript is kept no longer: the retention of its job is over.');
  }
  if ((await later.of(first.jobId)).length < MAX_LATER_ANALYSES) return first;
  throw new NotAnalysable(
    `The transcript has been analysed ${MAX_LATER_ANALYSES} times later: delete one of these jobs first.`,
  );
}

function isTranscribed(job: Job): job is Transcribed {
  return isFinal(job.status) && job.result !== undefined;
}

/** What was heard, and how: the transcript is the same. */
function transcribedAs(job: Job) {
  const { audio, model, language, words, channels, track, formats } = job;
  const { speakers, review, vocabulary } = job;
  return {
    ...{ audio, model, language, words, channels, track, formats },
    ...{ speakers, review, vocabulary },
  };
}
