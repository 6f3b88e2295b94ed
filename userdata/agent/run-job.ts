/**
 * Runs one job: engine and claim start at once, the attempt runs, one outcome is reported.
 *
 * Endings: a result (SendTaskSuccess), a failure (SendTaskFailure), or silence, after a refused claim
 * or an attempt that the workflow gave up. Agent id and token are kept in the state file: an agent
 * restarted after a crash gets its job again, and without one agent-ended.sh reports the crash.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ClaimRequest, TaskResult, WorkOrder } from '../../core/job/work-order.ts';
import { Attempt } from './attempt.ts';
import { claimJob, ClaimRefused, type PostClaim } from './claim-job.ts';
import type { Clock } from './clock.ts';
import { CompletionEstimate } from './completion-estimate.ts';
import type { AgentConfig } from './agent-config.ts';
import { requireGpu } from './gpu-check.ts';
import { beatWhileMoving, type ActivityCounter } from './heartbeat.ts';
import { imageModels, toldOf, type ImageModel } from './image-models.ts';
import { Lease } from './lease.ts';
import type { Log } from './log.ts';
import type { InstanceMetadata } from './metadata.ts';
import { reportOutcome } from './report-outcome.ts';
import type { RestartingEngine } from './restarting-engine.ts';
import { awaitInterruption, shouldContinue } from './spot-interruption.ts';
import { forget, recall, remember } from './state.ts';
import { AttemptOver, type Task } from './task.ts';

/** The workflow's timeout for the first sign of an instance. */
const BOOT_DEADLINE_MS = 240_000;
const RENEWAL_DEADLINE_MS = 60_000;

export interface Agent {
  config: AgentConfig;
  clock: Clock;
  log: Log;
  client: SFNClient;
  postClaim: PostClaim;
  engine: RestartingEngine;
  metadata: InstanceMetadata;
  activity: ActivityCounter;
  /** Called once the job is known. */
  onJob: (job: { jobId: string; attempt: number }) => void;
  /** Aborted with a JobFailure when the machine shuts down. */
  machine: AbortSignal;
}

export async function runJob(agent: Agent): Promise<void> {
  const { config } = agent;
  const agentId = (await recall(config.stateFile))?.agentId ?? randomUUID();
  // Before the claim: an agent restarted after a crash must be able to claim the same job.
  await remember(config.stateFile, { agentId });
  try {
    const models = await imageModels(config);
    await new JobRun(agent, models, { agentId, ...toldOf(models, config) }).run();
  } finally {
    agent.engine.kill();
  }
  await rm(config.checkpointFile, { force: true });
  await forget(config.stateFile);
}

class JobRun {
  readonly #agent: Agent;
  readonly #models: readonly ImageModel[];
  readonly #claimant: ClaimRequest;
  readonly #estimate = new CompletionEstimate();
  /** Errors that end the work, other than the machine's end. */
  readonly #trouble = new AbortController();
  readonly #interruption = new AbortController();
  /** Aborted when the machine goes away. */
  readonly #going: AbortSignal;
  #attempt: number | undefined;

  constructor(agent: Agent, models: readonly ImageModel[], claimant: ClaimRequest) {
    this.#agent = agent;
    this.#models = models;
    this.#claimant = claimant;
    this.#going = AbortSignal.any([agent.machine, this.#interruption.signal]);
  }

  async run(): Promise<void> {
    const { config, clock, log, client, engine } = this.#agent;
    // An engine that dies early must not stop the claim: without a token it could not be reported.
    engine.outcome.catch((error: unknown) => this.#trouble.abort(error));
    this.#watchForInterruption();
    if (!config.allowCpu) this.#requireGpu();
    try {
      const order = await this.#ask({ patienceMs: BOOT_DEADLINE_MS, signal: this.#going });
      this.#attempt = order.attempt;
      const { jobId, attempt } = order;
      this.#agent.onJob({ jobId, attempt });
      const about = log.about({ jobId, attempt });
      about.info('The job is claimed.');
      const { agentId } = this.#claimant;
      const report = { order, agentId, stateFile: config.stateFile };
      await reportOutcome({ ...report, client, clock, log: about }, (task) =>
        this.#work(order, task, about),
      );
    } catch (error) {
      if (error instanceof ClaimRefused) log.warn(error.message);
      else if (error === this.#going.reason) log.warn('Told to go before there was a job.');
      else throw error;
    }
  }

  #requireGpu(): void {
    requireGpu({
      ...this.#agent,
      signal: this.#agent.machine,
      onFailure: (failure) => this.#trouble.abort(failure),
    });
  }

  #watchForInterruption(): void {
    const { metadata, clock, log } = this.#agent;
    awaitInterruption({
      metadata,
      shouldContinue: (notice) =>
        shouldContinue(notice, { attempt: this.#attempt, estimate: this.#estimate }),
      clock,
      log,
      signal: this.#agent.machine,
    }).then(
      (failure) => this.#interruption.abort(failure),
      () => undefined, // rejects only when aborted
    );
  }

  /** @throws the abort reason if the work was aborted, otherwise its own error */
  async #work(order: WorkOrder, task: Task, log: Log): Promise<TaskResult> {
    const { clock, engine, activity } = this.#agent;
    const signal = AbortSignal.any([this.#going, this.#trouble.signal]);
    const stopBeating = new AbortController();
    const onTrouble = (error: unknown) => this.#trouble.abort(error);
    beatWhileMoving({
      beat: (abort) => task.beat(abort),
      activity,
      heartbeatSeconds: order.heartbeatSeconds,
      clock,
      log,
      signal: AbortSignal.any([signal, stopBeating.signal]),
    }).catch(onTrouble);
    signal.addEventListener('abort', () => engine.kill());
    const lease = new Lease({ first: order, claimAgain: (abort) => this.#renew(abort), clock });
    const estimate = this.#estimate;
    const own = { order, models: this.#models, lease, estimate, log, signal, onTrouble };
    const attempt = new Attempt({ ...this.#agent, ...own });
    try {
      signal.throwIfAborted();
      return await attempt.run();
    } catch (error) {
      if (this.#going.aborted) await attempt.flushForNextAttempt();
      throw signal.aborted ? signal.reason : error;
    } finally {
      stopBeating.abort();
    }
  }

  /** A refused renewal means that the job has ended, or another attempt runs. */
  async #renew(signal: AbortSignal): Promise<WorkOrder> {
    try {
      return await this.#ask({ renewal: true, patienceMs: RENEWAL_DEADLINE_MS, signal });
    } catch (error) {
      if (error instanceof ClaimRefused) throw new AttemptOver(error.message, { cause: error });
      throw error;
    }
  }

  #ask(how: Asking): Promise<WorkOrder> {
    const { clock, log, activity, postClaim } = this.#agent;
    const { renewal, patienceMs, signal } = how;
    const request: ClaimRequest = { ...this.#claimant, ...(renewal && { renewal }) };
    const deadline = clock.now() + patienceMs;
    const post: PostClaim = (...asked) => {
      activity.touch();
      return postClaim(...asked);
    };
    return claimJob({ post, request, deadline, clock, log, signal });
  }
}

interface Asking {
  renewal?: boolean;
  patienceMs: number;
  signal: AbortSignal;
}
