/**
 * Runs the one job that this instance was launched for: engine and claim start at once, then the
 * claimed job runs.
 *
 * Agent id and token are kept in the state file: an agent restarted after a crash gets its job again,
 * and without one agent-ended.sh reports the crash. A refused claim ends in silence.
 */
import { randomUUID } from 'node:crypto';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ClaimRequest, WorkOrder } from '../../core/job/work-order.ts';
import type { ModelOnDemand } from './analysis/model-on-demand.ts';
import { claimJob, ClaimRefused, type PostClaim } from './claim-job.ts';
import { noting } from './claimed-job.ts';
import { runClaimedJob } from './run-claimed-job.ts';
import type { Clock } from './clock.ts';
import { CompletionEstimate } from './completion-estimate.ts';
import type { AgentConfig } from './agent-config.ts';
import { removeCheckpoint } from './checkpoint.ts';
import { requireGpu } from './gpu-check.ts';
import type { ActivityCounter } from './heartbeat.ts';
import { imageModels, toldOf, type ImageModel } from './image-models.ts';
import type { JobEngine } from './job-engine.ts';
import type { Log } from './log.ts';
import type { InstanceMetadata } from './metadata.ts';
import { awaitInterruption, shouldContinue } from './spot-interruption.ts';
import { forget, recall, remember } from './state.ts';

/** The workflow's timeout for the first sign of an instance. */
const BOOT_DEADLINE_MS = 240_000;

export interface Agent {
  config: AgentConfig;
  clock: Clock;
  log: Log;
  client: SFNClient;
  postClaim: PostClaim;
  engine: JobEngine;
  language: ModelOnDemand;
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
    await agent.language.close();
  }
  await removeCheckpoint(config.checkpointFile);
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
    const { config, engine, log } = this.#agent;
    // An engine that dies early must not stop the claim: without a token it could not be reported.
    engine.outcome.catch((error: unknown) => this.#trouble.abort(error));
    this.#watchForInterruption();
    if (!config.allowCpu) this.#requireGpu();
    try {
      const order = await this.#claim();
      this.#attempt = order.attempt;
      this.#agent.onJob({ jobId: order.jobId, attempt: order.attempt });
      await runClaimedJob({
        ...this.#agent,
        order,
        claimant: this.#claimant,
        models: this.#models,
        estimate: this.#estimate,
        booted: new Date(performance.timeOrigin),
        going: this.#going,
        trouble: this.#trouble,
      });
    } catch (error) {
      if (error instanceof ClaimRefused) log.warn(error.message);
      else if (error === this.#going.reason) log.warn('Told to go before there was a job.');
      else throw error;
    }
  }

  #claim(): Promise<WorkOrder> {
    const { clock, log, activity, postClaim } = this.#agent;
    const deadline = clock.now() + BOOT_DEADLINE_MS;
    const post = noting(activity, postClaim);
    const [request, signal] = [this.#claimant, this.#going];
    return claimJob({ post, request, deadline, clock, log, signal });
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
}
