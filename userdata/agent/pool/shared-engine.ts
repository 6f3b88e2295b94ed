/** The one engine of a pool machine, its queue and its figures. */
import type { JobFailure } from '../../../core/base/job-errors.ts';
import type { ServerHealth } from '../../../core/machines/pool/server-row.ts';
import type { MemoryPlan } from '../../../core/transcript/engine-events.ts';
import type { EngineInfo } from '../../../core/transcript/transcript.ts';
import type { AgentConfig } from '../agent-config.ts';
import type { EngineBeside, EngineKnown } from '../analysis/engine-beside.ts';
import type { Clock } from '../clock.ts';
import { engineCommand } from '../engine-command.ts';
import { EngineProcess } from '../engine-process.ts';
import { gpuProblem, requireGpu } from '../gpu-check.ts';
import { LastingEngine } from '../lasting-engine.ts';
import type { Log } from '../log.ts';
import type { InstanceMetadata } from '../metadata.ts';
import { EngineQueue } from './engine-queue.ts';
import { Metrics } from './metrics.ts';
import type { Shared } from './slot.ts';

export interface SharedEngineOptions {
  config: AgentConfig;
  clock: Clock;
  log: Log;
  onEngineLine: (line: string) => void;
  health: () => ServerHealth;
}

type GpuKnown = { metadata: InstanceMetadata | undefined };

export class SharedEngine implements EngineBeside {
  readonly queue: EngineQueue;
  readonly metrics: Metrics;
  readonly #of: SharedEngineOptions;
  readonly #lasting: LastingEngine;
  readonly #closed = new AbortController();
  /** Once its model is loaded. */
  info: EngineInfo | undefined;
  #known: EngineKnown | undefined;

  constructor(of: SharedEngineOptions) {
    this.#of = of;
    this.metrics = new Metrics({
      health: of.health,
      oldestQueuedSeconds: () => this.queue.oldestQueuedSeconds,
    });
    const start = (model: string) => {
      this.metrics.modelLoaded();
      const command = engineCommand(of.config, model, 'many');
      return new EngineProcess({ ...command, onDiagnostic: of.onEngineLine });
    };
    this.#lasting = new LastingEngine(start, of.config.modelFolder, of.log);
    this.#lasting.preload();
    this.queue = new EngineQueue(this.#lasting, of.clock, (work) => this.metrics.workDone(work));
  }

  /** Resolves when the model is loaded. @throws JobFailure if it cannot be, or not on the GPU */
  async ready({ metadata }: GpuKnown): Promise<void> {
    const first = await this.#lasting.forJob();
    const info = await new Promise<EngineInfo>((resolve, reject) => {
      first.whenReady(resolve);
      first.outcome.catch(reject);
    });
    this.#known = await first.known();
    first.kill();
    const failure = await this.#problem(info, metadata);
    if (failure) throw failure;
    this.info = info;
    this.#of.log.info('The engine is ready.', { device: info.device, version: info.version });
  }

  /** For each job: an engine that was started again may have lost the GPU. */
  checkGpu({ metadata }: GpuKnown): Shared['onJob'] {
    const { config, log } = this.#of;
    return (engine, onFailure) => {
      if (config.allowCpu) return;
      requireGpu({ engine, metadata, log, signal: this.#closed.signal, onFailure });
    };
  }

  /** Plan of the card's memory, once it is ready. */
  get memory(): MemoryPlan | undefined {
    return this.#known?.memory;
  }

  get isBusy(): boolean {
    return this.queue.isRunning;
  }

  /** Jobs are taken once it is ready. */
  known(): Promise<EngineKnown | undefined> {
    return Promise.resolve(this.#known);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#lasting.close();
  }

  async #problem(
    info: EngineInfo,
    metadata: InstanceMetadata | undefined,
  ): Promise<JobFailure | undefined> {
    const { config, log } = this.#of;
    if (config.allowCpu) return undefined;
    return gpuProblem(info, { metadata, log, signal: this.#closed.signal });
  }
}
