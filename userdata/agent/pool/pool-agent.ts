/**
 * The agent of a machine that takes job after job: of the pool `batch` one that ends when nothing
 * comes, of the pool `warm` one that stays and also answers requests of the machine's own programs.
 */
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { AnalysisProgram } from '../../../core/analysis/program.ts';
import { JobFailure } from '../../../core/base/job-errors.ts';
import type { PoolName } from '../../../core/job/route-name.ts';
import type { MachineKind } from '../../../core/machines/pool/pool-machine.ts';
import type { AgentConfig } from '../agent-config.ts';
import { ModelOnDemand } from '../analysis/model-on-demand.ts';
import { claimOverHttp } from '../claim-job.ts';
import type { Clock } from '../clock.ts';
import { GpuWatch } from '../gpu-figures.ts';
import { imageModels, type ImageModel } from '../image-models.ts';
import { imageProgram } from '../image-program.ts';
import { startLogging, type Console, type Logging } from '../logging.ts';
import type { InstanceMetadata } from '../metadata.ts';
import type { HttpServer } from '../server/http-server.ts';
import { LocalWork } from '../server/local-work.ts';
import { awaitInterruption } from '../spot-interruption.ts';
import { taskClient } from '../task.ts';
import { healthOf, type HealthState } from './health.ts';
import { statusOf } from './health-parts.ts';
import { healthOverHttp, reportHealth } from './health-report.ts';
import { machineLife } from './machine-life.ts';
import { SqsOffers, type Offers } from './offers.ts';
import { PoolLife } from './pool-life.ts';
import { poolServer } from './pool-server.ts';
import { SharedEngine } from './shared-engine.ts';
import { Slot } from './slot.ts';
import { slotConfig, SLOTS } from './slot-files.ts';

/** An instance is shut down after the signal; its service gives it 45 s (spotscribe-pool.service). */
const INSTANCE_STOP_MS = 25_000;

/** The machine that the agent runs on. */
export interface PoolMachine {
  kind: MachineKind;
  pool: PoolName;
  credentials: AwsCredentialIdentityProvider;
  /** A box has none. */
  metadata: InstanceMetadata | undefined;
}

export interface PoolAgent {
  config: AgentConfig;
  machine: PoolMachine;
  /** URL of the pool's queue. */
  queueUrl: string;
  clock: Clock;
  console: Console;
  /** Aborted: no more jobs are taken, and those that are here are finished. */
  drain: AbortSignal;
  /** Aborted: those that are here are handed over. */
  leave: AbortSignal;
  /** Rejects with an error that nothing caught: its log line is sent before the process exits. */
  uncaught: Promise<never>;
}

/** Thrown when job after job fails by the machine's fault. */
export class MachineUnfit extends Error {
  override name = 'MachineUnfit';
}

/**
 * Resolves when the machine has done its work.
 * @throws MachineUnfit from a box, whose operator has to look; an instance ends, and another takes its place
 */
export async function runPool(agent: PoolAgent): Promise<void> {
  const { config, machine } = agent;
  const client = taskClient(config.region, machine.credentials);
  const logging = startLogging({
    ...{ config, clock: agent.clock, console: agent.console, isPool: true },
    // The client's wrapped provider caches the credentials and renews them in time.
    ...{ credentials: client.config.credentials, metadata: machine.metadata },
  });
  try {
    const models = await imageModels(config);
    const program = await imageProgram(config.home);
    const pool = new Pool({ ...agent, client, logging, models, program });
    await Promise.race([pool.run(), agent.uncaught]);
  } catch (error) {
    logging.log.error('The machine ends with an error.', error);
    throw error;
  } finally {
    await logging.close();
  }
}

interface PoolOptions extends PoolAgent {
  client: SFNClient;
  logging: Logging;
  models: readonly ImageModel[];
  program: AnalysisProgram | undefined;
}

class Pool {
  readonly #of: PoolOptions;
  readonly #engine: SharedEngine;
  readonly #language: ModelOnDemand;
  readonly #work: LocalWork;
  readonly #offers: Offers;
  readonly #gpu: GpuWatch;
  /** Aborted when all work has ended. */
  readonly #over = new AbortController();
  #life: PoolLife | undefined;
  #isLeaving = false;

  constructor(of: PoolOptions) {
    const { config, client, queueUrl, logging } = of;
    this.#of = of;
    this.#engine = new SharedEngine({ ...of, ...logging, health: () => this.health() });
    this.#gpu = new GpuWatch(of.clock, config.path);
    const onLine = logging.onEngineLine;
    this.#language = new ModelOnDemand({ ...of, engine: this.#engine, log: logging.log, onLine });
    this.#work = new LocalWork(config, this.#engine.queue);
    const { region } = config;
    this.#offers = new SqsOffers({ queueUrl, region, credentials: client.config.credentials });
  }

  #state(): HealthState {
    return {
      models: this.#of.models,
      engine: this.#engine.info,
      isRunning: this.#engine.queue.isRunning,
      jobs: this.#life?.jobs ?? 0,
      requests: this.#work.held,
      free: this.#life?.free ?? 0,
      takesMore: this.#life !== undefined && this.#life.whyNoMore === undefined,
    };
  }

  health() {
    return healthOf(this.#state());
  }

  status() {
    const [{ program }, gpu] = [this.#of, this.#gpu.latest];
    const { state: programState } = this.#language;
    return statusOf({
      ...{ ...this.#state(), program, programState, memory: this.#engine.memory, gpu },
    });
  }

  async run(): Promise<void> {
    const server = this.#of.machine.pool === 'warm' ? await this.#serve() : undefined;
    this.#reportHealth();
    const life = await this.#begin();
    this.#life = life;
    this.#watch(life, server);
    try {
      await this.#engine.ready(this.#of.machine);
      const why = await life.run();
      await server?.close();
      if (why === 'jobs fail on it') throw new MachineUnfit('Job after job failed here.');
    } catch (error) {
      const isReplaced = error instanceof MachineUnfit && this.#of.machine.kind === 'ec2';
      if (!this.#isLeaving && !isReplaced) throw error;
      this.#of.logging.log.warn('The machine ends.', error);
    } finally {
      this.#over.abort();
      await Promise.all([this.#engine.close(), this.#language.close()]);
    }
  }

  #serve(): Promise<HttpServer | undefined> {
    const { config, models, machine, clock, logging } = this.#of;
    return poolServer(machine.kind, {
      ...{ config, models, work: this.#work, status: () => this.status() },
      ...{ language: this.#language, clock, log: logging.log },
      metrics: () => this.#engine.metrics.text(),
    });
  }

  async #begin(): Promise<PoolLife> {
    const { config, client, clock, models, machine } = this.#of;
    const { log } = this.#of.logging;
    const { credentials } = client.config;
    const shared = {
      ...{ clock, log, client, models, offers: this.#offers, engines: this.#engine.queue },
      language: this.#language,
      postClaim: claimOverHttp({ url: config.apiUrl, region: config.region, credentials }),
      onJob: this.#engine.checkGpu(machine),
    };
    return new PoolLife({
      ...{ clock, log, offers: this.#offers, pool: machine.pool },
      life: await machineLife(config, clock),
      slots: SLOTS.map((nth) => new Slot(slotConfig(config, nth), shared)),
    });
  }

  /** Whatever makes the machine take no more jobs, or give up those that it has. */
  #watch(life: PoolLife, server: HttpServer | undefined): void {
    const { machine, clock, drain, leave } = this.#of;
    const signal = this.#over.signal;
    const { log } = this.#of.logging;
    const end = () => {
      this.#isLeaving = true;
      life.end(new JobFailure('InstanceLost'));
      server?.dropRequests();
      if (!this.#engine.info) void this.#engine.close();
    };
    const stop = () => {
      life.stop();
      void server?.close();
      if (machine.kind === 'box') return;
      clock.sleep(INSTANCE_STOP_MS, signal).then(end, () => undefined); // over by then
    };
    whenAborted(drain, stop);
    whenAborted(leave, end);
    if (!machine.metadata) return;
    const shouldContinue = (notice: Parameters<PoolLife['onNotice']>[0]) => {
      life.onNotice(notice);
      return true;
    };
    awaitInterruption({ metadata: machine.metadata, shouldContinue, clock, log, signal }).catch(
      () => undefined, // rejects only when aborted
    );
  }

  #reportHealth(): void {
    const { config, client, clock, machine } = this.#of;
    const { kind, pool } = machine;
    const { credentials } = client.config;
    reportHealth({
      // The pool of an instance is known.
      health: () => ({ ...this.health(), ...(kind === 'box' && { pool }) }),
      post: healthOverHttp({ url: config.apiUrl, region: config.region, credentials }),
      onRetire: () => this.#life?.stop(),
      ...{ clock, log: this.#of.logging.log, signal: this.#over.signal },
    }).catch(() => undefined); // rejects only when aborted
  }
}

function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}
