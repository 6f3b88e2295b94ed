/**
 * A place for one job. A machine has two, so that the next job's audio is fetched while the engine
 * works for this one; each has its own work folder and state file.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { JobErrorCode } from '../../../core/base/job-errors.ts';
import type { OfferedJob } from '../../../core/job/offer.ts';
import type { ClaimRequest, WorkOrder } from '../../../core/job/work-order.ts';
import type { AgentConfig } from '../agent-config.ts';
import type { ModelOnDemand } from '../analysis/model-on-demand.ts';
import { claimJob, ClaimRefused, LACKS_MODEL, type PostClaim } from '../claim-job.ts';
import { runClaimedJob } from '../run-claimed-job.ts';
import { removeCheckpoint } from '../checkpoint.ts';
import type { Clock } from '../clock.ts';
import { CompletionEstimate } from '../completion-estimate.ts';
import { ActivityCounter } from '../heartbeat.ts';
import { toldOf, type ImageModel } from '../image-models.ts';
import type { JobEngine } from '../job-engine.ts';
import type { Log } from '../log.ts';
import { noEngine } from '../no-engine.ts';
import { interrupted, shouldContinue, type SpotNotice } from '../spot-interruption.ts';
import { forget, recall, remember, type AgentState } from '../state.ts';
import { claimOffer } from './claim-offer.ts';
import type { EngineQueue, QueuedEngine } from './engine-queue.ts';
import type { Offers, ReceivedOffer } from './offers.ts';
import { isMachineFault, isUnknownMachine } from './taking.ts';

/** Outcome of an offer that was over. */
const NOT_BEGUN = 'not begun';

/** How long an agent restarted after a crash asks for the job that it had. */
const RECLAIM_MS = 30_000;

export interface Shared {
  clock: Clock;
  log: Log;
  client: SFNClient;
  postClaim: PostClaim;
  offers: Offers;
  engines: EngineQueue;
  /** For analyses, one question at a time for all jobs. */
  language: ModelOnDemand;
  /** Models on the image's disk. */
  models: readonly ImageModel[];
  /** Called for each job, before it runs: for what may end it beside its own failures. */
  onJob: (engine: JobEngine, fail: (error: unknown) => void) => void;
}

/** A job that has left its slot. */
export interface Finished {
  /** Whether it failed by the machine's fault; undefined: it says nothing of the machine. */
  isFault: boolean | undefined;
  /** The job wants another model: the message is left to other machines. */
  isForOthers: boolean;
  /** The machine's GPU cannot be used: no other job is to be tried on it. */
  hasNoGpu: boolean;
  jobId: string;
  /** From taking the job to its report. */
  ms: number;
}

type Left = Required<Pick<AgentState, 'agentId' | 'offer'>>;

interface Work {
  readonly going: AbortController;
  readonly trouble: AbortController;
  readonly estimate: CompletionEstimate;
  attempt: number | undefined;
}

export class Slot {
  readonly #config: AgentConfig;
  readonly #of: Shared;
  #work: Work | undefined;

  /** @param config with the slot's own files */
  constructor(config: AgentConfig, of: Shared) {
    this.#config = config;
    this.#of = of;
  }

  get isFree(): boolean {
    return this.#work === undefined;
  }

  /** Takes the job of an offer. Never rejects. */
  take(received: ReceivedOffer): Promise<Finished> {
    const { offerToken: _, ...offer } = received.offer;
    return this.#hold(offer, async (work) => {
      // An agent that crashed at a job's end has left its files, and no trace of the job.
      await this.#removeFiles();
      const request = await this.#claimant(offer);
      const { log, postClaim: post } = this.#of;
      const about = log.about({ jobId: offer.jobId, attempt: offer.attempt });
      const signal = work.going.signal;
      const order = await claimOffer({ ...this.#of, received, request, post, log: about, signal });
      return order ? this.#run(work, request, order) : NOT_BEGUN;
    });
  }

  /** What an agent before this one, which died, has left; undefined: it had no job here. */
  async left(): Promise<Left | undefined> {
    const { agentId, offer } = (await recall(this.#config.stateFile)) ?? {};
    return agentId !== undefined && offer ? { agentId, offer } : undefined;
  }

  /** Goes on with the job that an agent before this one had. Never rejects. */
  resume({ agentId, offer }: Left): Promise<Finished> {
    return this.#hold(offer, async (work) => {
      const request = await this.#claimant(offer, agentId);
      const { clock, log, postClaim: post } = this.#of;
      const [deadline, { signal }] = [clock.now() + RECLAIM_MS, work.going];
      const order = await claimJob({ post, request, deadline, clock, log, signal });
      return this.#run(work, request, order);
    });
  }

  /** Called at every look while there is a notice: ends a job that will not be done in time. */
  onNotice(notice: SpotNotice): void {
    if (this.#work && !shouldContinue(notice, this.#work)) this.end(interrupted(notice));
  }

  /** Hands the job over to its next attempt. */
  end(failure: Error): void {
    this.#work?.going.abort(failure);
  }

  async #hold(
    { jobId }: OfferedJob,
    job: (work: Work) => Promise<JobErrorCode | undefined | typeof NOT_BEGUN>,
  ): Promise<Finished> {
    const begun = this.#of.clock.now();
    const ms = () => this.#of.clock.now() - begun;
    const work: Work = {
      going: new AbortController(),
      trouble: new AbortController(),
      estimate: new CompletionEstimate(),
      attempt: undefined,
    };
    this.#work = work;
    try {
      const failure = await job(work);
      const isFault = failure === NOT_BEGUN ? undefined : isMachineFault(failure);
      const hasNoGpu = failure === 'GpuUnavailable';
      return { jobId, isFault, isForOthers: false, hasNoGpu, ms: ms() };
    } catch (error) {
      const isForOthers = error instanceof ClaimRefused && error.status === LACKS_MODEL;
      const isFault = this.#faultBy(error, work);
      return { jobId, isFault, isForOthers, hasNoGpu: false, ms: ms() };
    } finally {
      await this.#clear();
      this.#work = undefined;
    }
  }

  #faultBy(error: unknown, work: Work): true | undefined {
    const { log } = this.#of;
    if (error instanceof ClaimRefused) {
      log.warn(error.message, undefined, { status: error.status });
      return isUnknownMachine(error.status) || undefined;
    }
    if (error === work.going.signal.reason) log.warn('Told to go before the claim.');
    else log.error('A job is left as it is.', error);
    return undefined;
  }

  async #claimant(offer: OfferedJob, agentId: string = randomUUID()): Promise<ClaimRequest> {
    const { stateFile } = this.#config;
    // Before the claim: an agent restarted after a crash must be able to claim the same job.
    await remember(stateFile, { agentId, offer });
    return { agentId, ...toldOf(this.#of.models, this.#config), offer };
  }

  /** @returns the reported failure, if it was one */
  async #run(
    work: Work,
    claimant: ClaimRequest,
    order: WorkOrder,
  ): Promise<JobErrorCode | undefined> {
    const { clock } = this.#of;
    const config = this.#config;
    await mkdir(config.workDir, { recursive: true });
    const activity = new ActivityCounter();
    const engine = order.analysis?.transcript ? undefined : this.#join(work, activity);
    work.attempt = order.attempt;
    // The workflow misses the heartbeats of a job whose outcome cannot be sent.
    let failure: JobErrorCode | undefined = 'InstanceLost';
    try {
      failure = await runClaimedJob({
        ...this.#of,
        ...{ config, claimant, order, activity, estimate: work.estimate },
        ...{ going: work.going.signal, trouble: work.trouble, booted: new Date(clock.now()) },
        engine: engine ?? noEngine,
        onTranscript: (ended) => engine?.end(ended),
      });
      return failure;
    } finally {
      engine?.end(failure);
    }
  }

  #join(work: Work, activity: ActivityCounter): QueuedEngine {
    const { engines, onJob } = this.#of;
    const { modelFolder: model } = this.#config;
    const engine = engines.join({ from: 'offer', model, onMove: () => activity.touch() });
    onJob(engine, (error) => work.trouble.abort(error));
    return engine;
  }

  async #clear(): Promise<void> {
    await this.#removeFiles();
    await forget(this.#config.stateFile);
  }

  async #removeFiles(): Promise<void> {
    const { audioFile, checkpointFile } = this.#config;
    await rm(audioFile, { force: true });
    await removeCheckpoint(checkpointFile);
  }
}
