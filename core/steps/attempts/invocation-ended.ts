/**
 * SageMaker has ended a request: the documents of its answer become the attempt's, and the execution that
 * waits goes on. What no job waits for is deleted. Repeated calls change nothing: a token is answered
 * once, and its objects are deleted after that.
 */
import { setTimeout } from 'node:timers/promises';
import type { InvocationTimesStore } from '../../aws/dynamodb/invocation-times.ts';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { ObjectRemoval } from '../../aws/s3/object-removal.ts';
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import type { TaskAnswers } from '../../aws/task-answers.ts';
import { logInfo } from '../../base/log.ts';
import { JOB_ERRORS, type JobErrorCode } from '../../base/job-errors.ts';
import { currentTaskToken, storedAudio, type Job, type JobInstance } from '../../job/job.ts';
import { isFinal } from '../../job/job-status.ts';
import { attemptPrefix } from '../../job/work-order.ts';
import { machineId } from '../../machines/sagemaker/endpoint.ts';
import {
  attemptOf,
  INVOCATION_DOCUMENTS,
  InvocationAnswer,
  InvocationFailure,
  type InvocationDocument,
} from '../../machines/sagemaker/messages.ts';

/** Four documents of twelve hours with word times have a third of it. */
const MOST_BYTES = 256 * 1024 ** 2;

/** A request that SageMaker has ended. */
export interface EndedInvocation {
  inferenceId: string;
  endedAt: string;
  /** Key in the results bucket, if it is not the one that the request was answered with. */
  outputKey?: string | undefined;
  /** Only if the request failed: SageMaker's own words. */
  reason?: string | undefined;
}

export interface InvocationEndedPorts {
  jobs: Pick<JobReader, 'job'>;
  times: Pick<InvocationTimesStore, 'note'>;
  objects: Pick<ObjectReader, 'head' | 'text'>;
  writer: Pick<ObjectWriter, 'put'>;
  removal: Pick<ObjectRemoval, 'below' | 'remove'>;
  answers: Pick<TaskAnswers, 'succeed' | 'fail'>;
  resultsBucket: string;
  /** For a job that was over before its request: nothing of it runs any more. */
  onLateEnd?: (job: Job) => Promise<void>;
}

/** Thrown while the execution has not stored its token, or has another by now: tried again later. */
export class NotWaitedForYet extends Error {
  constructor(jobId: string) {
    super(`the execution of job ${jobId} does not wait with this token; tried again later`);
    this.name = 'NotWaitedForYet';
  }
}

/** @throws NotWaitedForYet */
export async function invocationEnded(
  ended: EndedInvocation,
  using: InvocationEndedPorts,
): Promise<void> {
  const attempt = attemptOf(ended.inferenceId);
  const job = attempt && (await using.jobs.job(attempt.jobId));
  const instance = job && instanceOf(job, ended);
  if (job && instance && isWaiting(job, instance)) await answer(job, ended, using);
  // The job pays for its seconds, however it ended.
  else if (job && instance) {
    await using.times.note({ ...job, instance }, { endedAt: ended.endedAt });
    if (isFinal(job.status)) await using.onLateEnd?.(job);
  } else logInfo('result of no job', { inferenceId: ended.inferenceId });
  const { outputKey: output = '' } = ended;
  const { outputKey = '', failureKey = '' } = instance?.invocation ?? {};
  await removeAll(new Set([output, outputKey, failureKey].filter((key) => key !== '')), using);
}

function instanceOf(
  { instance, earlierInstances }: Job,
  { inferenceId }: EndedInvocation,
): JobInstance | undefined {
  const all = [...earlierInstances, ...(instance ? [instance] : [])];
  return all.find(({ id }) => id === machineId(inferenceId));
}

function isWaiting({ status, instance }: Job, found: JobInstance): boolean {
  return !isFinal(status) && instance?.id === found.id;
}

async function answer(
  job: Job,
  ended: EndedInvocation,
  using: InvocationEndedPorts,
): Promise<void> {
  const token = await tokenOf(job, using);
  const outcome = await outcomeOf(job, ended, using);
  const { endedAt } = ended;
  if (outcome.isDone) {
    const { result, documents } = outcome.answer;
    await writeDocuments(job, documents, using);
    await using.times.note(job, { runningAt: result.phases.claimed, endedAt });
    const isAnswered = await using.answers.succeed(token, result);
    await assertAnswered(job, { isAnswered, taskToken: token }, using);
  } else {
    await using.times.note(job, { endedAt });
    const isAnswered = await using.answers.fail(token, outcome.code, outcome.why);
    await assertAnswered(job, { isAnswered, taskToken: token }, using);
  }
  logInfo('result of the endpoint', { jobId: job.jobId, isDone: outcome.isDone });
}

/** A free instance may be done before the execution has stored its token, which takes milliseconds. */
const PAUSES_MS = [200, 400, 800, 1600, 3200];

async function tokenOf(job: Job, { jobs }: InvocationEndedPorts): Promise<string> {
  let now: Job | undefined = job;
  for (const pause of [...PAUSES_MS, undefined]) {
    const token = now && currentTaskToken(now);
    if (token !== undefined) return token;
    if (pause === undefined) break;
    await setTimeout(pause);
    now = await jobs.job(job.jobId);
  }
  throw new NotWaitedForYet(job.jobId);
}

type Outcome =
  { isDone: true; answer: InvocationAnswer } | { isDone: false; code: JobErrorCode; why: string };

async function outcomeOf(
  job: Job,
  { outputKey = job.instance?.invocation?.outputKey, reason }: EndedInvocation,
  using: InvocationEndedPorts,
): Promise<Outcome> {
  if (reason !== undefined) return failureOf(job, reason, using);
  const told = InvocationAnswer.safeParse(outputKey && (await jsonAt(outputKey, using)));
  if (!told.success) {
    return lost('AgentCrashed', 'The answer of the SageMaker endpoint could not be read.');
  }
  if (await isOverwritten(job, using)) {
    return lost('InstanceLost', 'The audio was replaced while SageMaker had the job.');
  }
  return { isDone: true, answer: told.data };
}

/** What the container wrote of its failure, or SageMaker's own reason: time-outs, and the end of an instance. */
async function failureOf(
  { instance }: Job,
  reason: string,
  using: InvocationEndedPorts,
): Promise<Outcome> {
  const key = instance?.invocation?.failureKey;
  const told = InvocationFailure.safeParse(key && (await jsonAt(key, using)));
  if (told.success) {
    const { code, message } = told.data.error;
    // Only what is wrong with the container may go well on another machine.
    return lost(REPEATED.includes(JOB_ERRORS[code].about) ? 'AgentCrashed' : code, message);
  }
  return lost('InstanceLost', `The SageMaker endpoint did not do the job (${reason}).`);
}

/** Faults that an instance of the job's own may not have. */
const REPEATED: readonly string[] = ['cloud', 'deployment', 'limit'];

function lost(code: JobErrorCode, why: string): Outcome {
  return { isDone: false, code, why };
}

async function jsonAt(key: string, using: InvocationEndedPorts): Promise<unknown> {
  const text = await using.objects.text({ bucket: using.resultsBucket, key }, MOST_BYTES);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A job names the version of its audio, and SageMaker takes the latest one. */
async function isOverwritten(job: Job, { objects }: InvocationEndedPorts): Promise<boolean> {
  const { bucket, key, versionId } = storedAudio(job);
  if (versionId === undefined) return false;
  const now = await objects.head({ bucket, key });
  return now !== undefined && now.versionId !== versionId;
}

const CONTENT_TYPES: Partial<Record<string, string>> = {
  json: 'application/json; charset=utf-8',
  srt: 'application/x-subrip; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
};

async function writeDocuments(
  job: Job,
  documents: InvocationAnswer['documents'],
  { writer, resultsBucket: bucket }: InvocationEndedPorts,
): Promise<void> {
  const put = async (name: InvocationDocument) => {
    const text = documents[name];
    if (text === undefined) return;
    const type = CONTENT_TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    await writer.put({ bucket, key: `${attemptPrefix(job)}${name}` }, text, type);
  };
  await Promise.all(INVOCATION_DOCUMENTS.map(put));
}

/** A token that has ended is the job's end or its next attempt, or a repeated state has a new one. */
async function assertAnswered(
  { jobId, attempt }: Job,
  { isAnswered, taskToken }: { isAnswered: boolean; taskToken: string },
  { jobs }: InvocationEndedPorts,
): Promise<void> {
  if (isAnswered) return;
  const now = await jobs.job(jobId);
  const isSame = now !== undefined && !isFinal(now.status) && now.attempt === attempt;
  if (isSame && now.taskToken !== taskToken) throw new NotWaitedForYet(jobId);
}

async function removeAll(
  keys: ReadonlySet<string>,
  { removal, resultsBucket }: InvocationEndedPorts,
): Promise<void> {
  for (const key of keys) {
    const versions = await removal.below(resultsBucket, key);
    await removal.remove(resultsBucket, versions);
  }
}
