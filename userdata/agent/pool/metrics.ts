/**
 * Figures of a pool machine, as Prometheus text (https://prometheus.io/docs/instrumenting/exposition_formats/).
 * Names are those of the deployment's figures (core/view/job-figures.ts), in Prometheus' spelling.
 */
import { Counter, Gauge, Registry } from 'prom-client';
import type { JobErrorCode } from '../../../core/base/job-errors.ts';
import type { ServerHealth } from '../../../core/machines/pool/server-row.ts';
import type { FigureName, PhaseName } from '../../../core/view/job-figures.ts';

/** `queued`: until the engine takes it, with its audio there. `writing`: until its documents are. */
const PHASES = ['audio', 'queued', 'work', 'writing'] as const satisfies (PhaseName | 'writing')[];

/** Where the seconds of one piece of work went. */
export type WorkTimes = Record<(typeof PHASES)[number], number>;

/** One piece of work for the engine. */
export interface EngineWork {
  from: 'offer' | 'request';
  seconds: WorkTimes;
  /** Length of the audio; undefined if it was not transcribed. */
  audioSeconds: number | undefined;
  /** Undefined for a transcript, and for work that its caller or the workflow gave up. */
  failure: JobErrorCode | undefined;
}

/** State of the machine at this moment. */
export interface PresentFigures {
  health: () => ServerHealth;
  /** Since the oldest work that waits came; 0 if none waits. */
  oldestQueuedSeconds: () => number;
}

/** The machine went away, which is no failure of the work. */
const INTERRUPTIONS: readonly JobErrorCode[] = ['SpotInterrupted', 'InstanceLost'];

export class Metrics {
  readonly #registry = new Registry();
  readonly #completed = this.#counter('completed', 'Work with a transcript, by origin.', ['from']);
  readonly #failed = this.#counter('failed', 'Work that failed, by origin and code.', [
    'from',
    'code',
  ]);
  readonly #cancelled = this.#counter(
    'cancelled',
    'Work that its caller or the workflow gave up, by origin.',
    ['from'],
  );
  readonly #interruptions = this.#counter(
    'interruptions',
    'Work that was handed over, since the machine went away.',
    [],
  );
  readonly #audio = this.#counter('audioSeconds', 'Seconds of audio transcribed.', []);
  readonly #seconds = this.#counter('phaseSeconds', 'Seconds of all work, by phase.', ['phase']);
  readonly #loads = this.#counter('modelLoads', 'Engine processes started.', []);
  readonly #factor = this.#gauge(
    'realTimeFactor',
    'Seconds of transcribing per second of audio, of the last work.',
  );

  /** @param present is asked at each reading */
  constructor({ health, oldestQueuedSeconds }: PresentFigures) {
    this.#gauge('ready', '1 if it takes jobs.', () => Number(health().ready));
    this.#gauge('queued', 'Work that waits for the engine.', () => health().load.waiting);
    this.#gauge('oldestQueuedSeconds', 'Seconds since the oldest of it came.', oldestQueuedSeconds);
    this.#gauge('running', 'Work on the engine.', () => health().load.running);
  }

  modelLoaded(): void {
    this.#loads.inc();
  }

  workDone({ from, seconds, audioSeconds, failure }: EngineWork): void {
    for (const phase of PHASES) this.#seconds.inc({ phase }, seconds[phase]);
    if (failure && INTERRUPTIONS.includes(failure)) this.#interruptions.inc();
    else if (failure) this.#failed.inc({ from, code: failure });
    else if (audioSeconds === undefined) this.#cancelled.inc({ from });
    else this.#completed.inc({ from });
    if (!audioSeconds) return;
    this.#audio.inc(audioSeconds);
    this.#factor.set(seconds.work / audioSeconds);
  }

  async text(): Promise<{ contentType: string; body: string }> {
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  #counter<const Label extends string>(
    figure: FigureName | 'phaseSeconds' | 'modelLoads',
    help: string,
    labelNames: Label[],
  ) {
    const name = `${metricName(figure)}_total`;
    return new Counter<Label>({ name, help, labelNames, registers: [this.#registry] });
  }

  /** @param value is asked at each reading */
  #gauge(figure: FigureName | 'ready', help: string, value?: () => number): Gauge {
    return new Gauge({
      ...{ name: metricName(figure), help, registers: [this.#registry] },
      ...(value && {
        collect() {
          this.set(value());
        },
      }),
    });
  }
}

function metricName(figure: string): string {
  return `spotscribe_${figure.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)}`;
}
