/** An instance claims its job: the first agent process gets the work order, and only it can renew it. */
import { MAX_AUDIO_BYTES } from '../../audio/audio.ts';
import { currentTaskToken, type Job } from '../../job/job.ts';
import { isFinal } from '../../job/job-status.ts';
import { serves } from '../../machines/job-machines.ts';
import type { MachineKind } from '../../machines/pool/pool-machine.ts';
import type { AnalysisTokens } from '../../aws/dynamodb/analysis-tokens.ts';
import type { EndpointStore } from '../../aws/dynamodb/endpoint-store.ts';
import { StaleWrite, type JobStore } from '../../aws/dynamodb/job-store.ts';
import type { RedactionSecrets } from '../../aws/dynamodb/redaction-secrets.ts';
import type { OfferStore } from '../../aws/dynamodb/offer-store.ts';
import type { ObjectLister } from '../../aws/s3/object-lister.ts';
import type { ObjectSigner } from '../../aws/s3/object-signer.ts';
import { deliveriesOf, hasSubscribers } from '../../webhooks/delivery.ts';
import { logError } from '../../base/log.ts';
import {
  attemptPrefix,
  ORDER_SECONDS,
  type ClaimRequest,
  type RedactionOrder,
  type Resume,
  type WorkOrder,
} from '../../job/work-order.ts';
import { announce, type Announcer } from '../webhooks/announce.ts';
import { analysisOrder } from './analysis-order.ts';
import { engineSpeakers } from '../../transcript/speakers.ts';
import { resumeState } from './resume-state.ts';
import { hasModel, modelToUse, type PublishedModels } from './model-to-use.ts';
import { takeOffer, type Taken, type TakeOfferPorts } from './take-offer.ts';

export type ClaimOutcome =
  | { kind: 'claimed'; workOrder: WorkOrder }
  /** No job is known (yet) for the instance. */
  | { kind: 'unknown' }
  /** The attempt's task token is not stored yet. */
  | { kind: 'not-yet' }
  /** The job has ended, another attempt runs, or another agent holds the work order. */
  | { kind: 'gone' }
  /** The job wants a model that the machine does not have. */
  | { kind: 'lacks-model'; model: string };

interface Claimant extends ClaimRequest {
  instanceId: string;
  kind: MachineKind;
}

interface ClaimPorts extends Announcer {
  jobs: OfferStore;
  machines: TakeOfferPorts['machines'];
  tokens: Pick<AnalysisTokens, 'claim'>;
  secrets: Pick<RedactionSecrets, 'of'>;
  endpoints: EndpointStore;
  apiUrl: string;
  objects: ObjectLister;
  signer: ObjectSigner;
  resultsBucket: string;
  models: PublishedModels;
  heartbeatSeconds: number;
  /** Private `host:port` pairs that audio may be fetched from. */
  audioUrlAllow: readonly string[];
}

export async function claim(claimant: Claimant, using: ClaimPorts): Promise<ClaimOutcome> {
  const found: Taken = claimant.offer
    ? await takeOffer(claimant.instanceId, claimant.offer, {
        jobs: using.jobs,
        machines: using.machines,
        hasModel: (job) => hasModel(wantedBy(claimant, job), using.models),
      })
    : await ownJob(claimant.instanceId, using.jobs);
  if (found.kind !== 'tied') return found;
  const { job } = found;
  const taskToken = currentTaskToken(job);
  if (taskToken === undefined) return { kind: 'not-yet' };
  const [holds, model] = await Promise.all([
    hold(job, claimant, using.jobs),
    modelToUse(wantedBy(claimant, job), using.models, ORDER_SECONDS),
  ]);
  if (!holds) return { kind: 'gone' };
  if (isUnclaimed(job) && !(await using.tokens.claim(job, taskToken))) return { kind: 'not-yet' };
  // Also if it held the job before: an earlier try may have ended between the two.
  if (!claimant.renewal) await tellProcessing(job, using);
  const [resume, analysis, redact, workOrder] = await Promise.all([
    mayResume(job, claimant) ? resumeStateOf(job, using) : undefined,
    analysisOrder(job, { ...placeOf(using), renewal: claimant.renewal ?? false }, ORDER_SECONDS),
    redactionOrder(job, using),
    workOrderOf(job, taskToken, using),
  ]);
  return {
    kind: 'claimed',
    workOrder: {
      ...workOrder,
      ...model,
      ...(resume && { resume }),
      ...(analysis && { analysis }),
      ...(redact && { redact }),
    },
  };
}

function wantedBy(claimant: Claimant, { model }: Job) {
  return { model, kind: claimant.kind, image: claimant };
}

/** The job that the instance was launched for. */
async function ownJob(instanceId: string, jobs: JobStore): Promise<Taken> {
  const record = await jobs.instance(instanceId);
  const job = record && (await jobs.job(record.jobId));
  if (!job) return { kind: 'unknown' };
  if (isFinal(job.status) || !serves(record, job)) return { kind: 'gone' };
  return { kind: 'tied', job };
}

/** Whether the token of the analysis is handed out for the first time. */
function isUnclaimed({ tokenPhase, tokenClaimed }: Job): boolean {
  return tokenPhase !== undefined && tokenClaimed !== true;
}

function placeOf({ objects, signer, resultsBucket: bucket }: ClaimPorts) {
  return { objects, signer, bucket };
}

/** Before the first claim of the first attempt there is no state to resume; nor with a transcript. */
function mayResume({ attempt, status, result }: Job, { renewal = false }: Claimant): boolean {
  return !renewal && result === undefined && (attempt > 1 || status === 'processing');
}

async function resumeStateOf(job: Job, using: ClaimPorts): Promise<Resume | undefined> {
  const { jobId, attempt, audio } = job;
  const asksWhoSpeaks = job.speakers !== undefined;
  const of = { jobId, attempt, asksWhoSpeaks };
  const left = await resumeState(of, placeOf(using), ORDER_SECONDS);
  // The URL may serve different audio now; a checkpoint would mix two recordings.
  return left && audio.source === 'url' ? { parts: left.parts, checkpoint: [] } : left;
}

/** Takes the job for this agent. @returns true if it holds the job, now or from before */
async function hold(job: Job, { agentId }: Claimant, jobs: JobStore): Promise<boolean> {
  if (job.status === 'processing') return job.claimedBy === agentId;
  try {
    await jobs.transition(
      job.jobId,
      { from: ['launching'], to: 'processing', attempt: job.attempt },
      {
        set: { claimedBy: agentId, claimedAt: new Date().toISOString() },
        event: { what: 'processing' },
      },
    );
    return true;
  } catch (error) {
    if (!(error instanceof StaleWrite)) throw error;
    // A concurrent claim won; it may be our own, if the answer to a first try was lost.
    return (await jobs.job(job.jobId))?.claimedBy === agentId;
  }
}

/** Sends the `processing` events. Errors are only logged: a webhook must not delay a paid instance. */
async function tellProcessing(job: Job, using: ClaimPorts): Promise<void> {
  const events = ['job.processing'] as const;
  try {
    const endpoints = await using.endpoints.ofOwner(job.owner);
    if (!hasSubscribers(job, events, endpoints)) return;
    const after = (await using.jobs.job(job.jobId)) ?? job;
    const { apiUrl } = using;
    await announce(deliveriesOf(after, events, { endpoints, apiUrl, at: new Date() }), using);
  } catch (error) {
    logError('not told that the job is processed', error, { jobId: job.jobId });
  }
}

async function audioOf({ audio }: Job, using: ClaimPorts): Promise<WorkOrder['audio']> {
  if (audio.source === 'url') {
    return { url: audio.url, bytes: MAX_AUDIO_BYTES, foreign: { allow: [...using.audioUrlAllow] } };
  }
  return { url: await using.signer.signedGet(audio, ORDER_SECONDS), bytes: audio.bytes };
}

/** @throws NoRedactionSecret */
async function redactionOrder(
  job: Job,
  { secrets }: ClaimPorts,
): Promise<RedactionOrder | undefined> {
  return job.redact && { ...job.redact, secret: await secrets.of(job) };
}

function optionsOf({ model, language, words, channels, track, ...job }: Job): WorkOrder['options'] {
  const { speakers, review, vocabulary } = job;
  return {
    ...{ model, language, words, channels },
    ...(track !== undefined && { track }),
    ...(speakers !== undefined && { speakers: engineSpeakers(speakers) }),
    ...(review && { review }),
    ...(vocabulary && { vocabulary }),
  };
}

async function workOrderOf(job: Job, taskToken: string, using: ClaimPorts): Promise<WorkOrder> {
  const prefix = attemptPrefix(job);
  const [audio, form] = await Promise.all([
    audioOf(job, using),
    using.signer.signedPost(using.resultsBucket, prefix, ORDER_SECONDS),
  ]);
  return {
    jobId: job.jobId,
    attempt: job.attempt,
    taskToken,
    audio,
    results: { ...form, prefix },
    options: optionsOf(job),
    heartbeatSeconds: using.heartbeatSeconds,
    expiresAt: new Date(Date.now() + ORDER_SECONDS * 1000).toISOString(),
  };
}
