/** Figures of a pool machine, as Prometheus text (https://prometheus.io/docs/instrumenting/exposition_formats/). */
import { Counter, Gauge, Registry } from 'prom-client';
import type { ServerHealth } from '../../../core/machines/pool/server-row.ts';

const PHASES = ['fetching', 'waiting', 'transcribing', 'writing'] as const;

/** Where the seconds of one piece of work went. */
export type WorkTimes = Record<(typeof PHASES)[number], number>;

/** One piece of work for the engine. */
export interface EngineWork {
  from: 'offer' | 'request';
  outcome: 'completed' | 'failed';
  seconds: WorkTimes;
  /** Of the audio; undefined if it was not transcribed. */
  audioSeconds: number | undefined;
}

export class Metrics {
  readonly #registry = new Registry();
  readonly #jobs = this.#counter('jobs_total', 'Work done, by origin and outcome.', [
    'from',
    'outcome',
  ]);
  readonly #seconds = this.#counter('phase_seconds_total', 'Seconds of all work, by phase.', [
    'phase',
  ]);
  readonly #audio = this.#counter('audio_seconds_total', 'Seconds of audio transcribed.', []);
  readonly #loads = this.#counter('model_loads_total', 'Engine processes started.', []);
  readonly #factor = new Gauge({
    name: 'spotscribe_real_time_factor',
    help: 'Seconds of engine per second of audio, of the last work.',
    registers: [this.#registry],
  });

  /** @param health is asked at each reading */
  constructor(health: () => ServerHealth) {
    const shown = {
      ready: ['1 if it takes jobs.', ({ ready }: ServerHealth) => Number(ready)],
      running: ['Work on the engine.', ({ load }: ServerHealth) => load.running],
      queue: ['Work that waits for the engine.', ({ load }: ServerHealth) => load.waiting],
    } as const;
    for (const [name, [help, value]] of Object.entries(shown)) {
      new Gauge({
        ...{ name: `spotscribe_${name}`, help, registers: [this.#registry] },
        collect() {
          this.set(value(health()));
        },
      });
    }
  }

  modelLoaded(): void {
    this.#loads.inc();
  }

  workDone({ from, outcome, seconds, audioSeconds }: EngineWork): void {
    this.#jobs.inc({ from, outcome });
    for (const phase of PHASES) this.#seconds.inc({ phase }, seconds[phase]);
    if (!audioSeconds) return;
    this.#audio.inc(audioSeconds);
    this.#factor.set(seconds.transcribing / audioSeconds);
  }

  async text(): Promise<{ contentType: string; body: string }> {
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  #counter<const Label extends string>(name: string, help: string, labelNames: Label[]) {
    const registers = [this.#registry];
    return new Counter<Label>({ name: `spotscribe_${name}`, help, labelNames, registers });
  }
}
