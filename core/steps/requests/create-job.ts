/** Creates a job from a request: uploads wait for their object, objects in S3 start at once. */
import { declaredAnalyses } from '../../api/declared-analyses.ts';
import { assertDeclared } from '../../api/declared-model.ts';
import { messageJobId, newJobId } from '../../base/job-id.ts';
import type { CreateJobRequest } from '../../job/job-request.ts';
import { heardOptions, redactionOf } from '../../job/heard-options.ts';
import { defaultModel } from '../../transcript/model-name.ts';
import { NEVER_LAUNCHED, type Job } from '../../job/job.ts';
import type { JobSession } from '../../job/job-session.ts';
import { DEFAULT_ROUTE, whyNotAvailable, type DeployedRoutes } from '../../job/route-name.ts';
import { identityOf } from '../../api/request-identity.ts';
import { assertWithinLimits, type Affordable } from '../../api/request-limits.ts';
import { conflictOf } from '../../job/conflicting-options.ts';
import { whyNotDeclared } from '../../job/output-location.ts';
import { RequestRefused } from '../../api/request-refused.ts';
import type { JobStore, NewRepeat } from '../../aws/dynamodb/job-store.ts';
import type { Joining, SessionPlaces } from '../../aws/dynamodb/session-places.ts';
import type { Workflow } from '../../aws/workflow.ts';
import { earlierJob, type Remembering } from '../arrivals/earlier-job.ts';
import { newOrEarlier, type NewJob, type Repeatable } from './new-or-earlier.ts';
import { quoteOfRequest, type MayQuote } from './quote-request.ts';
import type { Paying } from '../arrivals/reserve-money.ts';
import { audioOfRequest, type AudioSources } from './request-audio.ts';

interface CreateJobPorts
  extends AudioSources, Remembering, Affordable, MayQuote, DeployedRoutes, Pick<Paying, 'money'> {
  objects: Remembering['objects'];
  jobs: JobStore;
  /** Without it, a request for a session is refused. */
  places?: Pick<SessionPlaces, 'placeFor' | 'writes'>;
  workflow: Workflow;
  stateMachineArn: string;
  outputBuckets: readonly string[];
  /** Models that the deployment declares. */
  models: readonly string[];
  /** Those that it declares for analyses, the default first. */
  analysisModels: readonly string[];
  now?: () => Date;
}

interface Asked extends Repeatable {
  request: CreateJobRequest;
  /** The bulk that the job is of, and the key of its file there. */
  bulk?: { bulkId: string; file: string } | undefined;
}

interface Complete extends Asked {
  request: Request;
}

/**
 * Creates the requested job, or returns the one that the same Idempotency-Key or message created.
 * @throws RequestRefused, QuotaReached, OverBudget; AlreadyExists if the job of the same message was deleted
 */
export async function createJob(asked: Asked, using: CreateJobPorts): Promise<Job> {
  const now = using.now?.() ?? new Date();
  const request = withModel(asked.request, using.models);
  const complete = { ...asked, request };
  const stored = await newOrEarlier(complete, () => made(complete, using, now), { ...using, now });
  // For a repeated request too: if the first one died before this call, the repeat starts the job.
  if (stored.status === 'queued') await using.workflow.start(using.stateMachineArn, stored.jobId);
  return stored;
}

type Request = CreateJobRequest & { model: string };

/** In the schema's order: the request's hash identifies it. */
function withModel(request: CreateJobRequest, models: readonly string[]): Request {
  const { audio, language, model = defaultModel(models), ...rest } = request;
  return { audio, language, model, ...rest };
}

/** The job, and the write that stores it. */
async function made(asked: Complete, using: CreateJobPorts, now: Date): Promise<NewJob> {
  const joining = await placeIn(asked, using, now);
  const job = await newJob(asked, using, now);
  return { job, store: (held, repeat) => store(held, { joining, repeat }, using) };
}

/** The place in the session that the job asks for. @throws RequestRefused if it cannot have it */
async function placeIn(
  { request, owner }: Asked,
  { places }: CreateJobPorts,
  now: Date,
): Promise<Joining | undefined> {
  const requested = request.session;
  if (!requested) return undefined;
  if (!places) throw new RequestRefused('not-available', NO_SESSIONS, 'session');
  const place = await places.placeFor(owner, requested, now);
  if ('joining' in place) return place.joining;
  throw new RequestRefused('invalid', place.refusal.because, place.refusal.path);
}

const NO_SESSIONS = 'A file that is sent in the request cannot be a chunk of a session.';

async function store(
  job: Job,
  { joining, repeat }: { joining: Joining | undefined; repeat: NewRepeat | undefined },
  { jobs, places }: CreateJobPorts,
): Promise<void> {
  if (joining && places) await jobs.createWith(places.writes(job, joining), job, repeat);
  else await jobs.create(job, repeat);
}

async function newJob(asked: Complete, using: CreateJobPorts, now: Date): Promise<Job> {
  const { request, owner, message } = asked;
  const identity = identityOf(asked);
  assertWithinLimits(request, using, now);
  assertDeclared(request.model, using.models);
  assertOutputDeclared(request, using);
  assertRouteAvailable(request, using);
  assertNoConflict(request);
  const analysis = declaredAnalyses(request.analysis, using.analysisModels);
  // Its object is read next, up to whole.
  if (request.audio.s3) await asked.jobQuota.assertLeft();
  const jobId = message ? messageJobId(owner, message.id) : newJobId();
  const at = now.toISOString();
  const { audio, uploadExpiresAt } = await audioOfRequest(request, { owner, jobId, now }, using);
  const job: Job = {
    jobId,
    owner,
    status: uploadExpiresAt === undefined ? 'queued' : 'awaiting_upload',
    ...NEVER_LAUNCHED,
    route: DEFAULT_ROUTE,
    requestedRoute: request.route,
    audio,
    model: request.model,
    language: request.language,
    words: request.words,
    channels: request.channels,
    track: request.track,
    ...heardOptions(request),
    ...redactionOf(request),
    retention: request.retention,
    analysis,
    formats: request.formats,
    output: request.output,
    force: request.force || undefined,
    webhook: request.webhook,
    session: placeOf(request),
    bulkId: asked.bulk?.bulkId,
    bulkFile: asked.bulk?.file,
    metadata: request.metadata,
    isFromMessage: message && true,
    deadlineAt: request.deadline,
    maxCostUsd: request.maxCostUsd,
    createdAt: at,
    updatedAt: at,
    uploadExpiresAt,
    repeatKeys: identity ? [identity.key] : [],
  };
  if (job.status !== 'queued') return job;
  const known = { ...job, reusedFrom: await earlierJob(job, using) };
  if (known.reusedFrom !== undefined && !analysis) return known;
  return { ...known, quote: await quoteOfRequest(known, { ...using, now }) };
}

function placeOf({ session }: CreateJobRequest): JobSession | undefined {
  if (!session) return undefined;
  const { deadline: _, ...place } = session;
  return place;
}

function assertOutputDeclared(
  { output }: CreateJobRequest,
  { outputBuckets }: CreateJobPorts,
): void {
  const why = output && whyNotDeclared(output, outputBuckets);
  if (why !== undefined) throw new RequestRefused('invalid', why, 'output');
}

function assertNoConflict(request: CreateJobRequest): void {
  const conflict = conflictOf(request);
  if (conflict) throw new RequestRefused('invalid', conflict.message, conflict.path);
}

/** @throws RequestRefused if this deployment does not have the requested route */
function assertRouteAvailable({ route }: CreateJobRequest, deployed: DeployedRoutes): void {
  const message = whyNotAvailable(route, deployed);
  if (message !== undefined) throw new RequestRefused('not-available', message, 'route');
}
