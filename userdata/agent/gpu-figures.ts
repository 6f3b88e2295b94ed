/**
 * Memory and load of the machine's GPU, by NVML through nvidia-smi, which comes with the driver. Work
 * never waits for it: a reader gets the last answer, and a new one is asked for beside it.
 */
import { execFile } from 'node:child_process';
import type { AnalysisProgress } from '../../core/analysis/analysis-result.ts';
import type { Clock } from './clock.ts';

export type GpuFigures = NonNullable<AnalysisProgress['gpu']>;

const PROGRAM = 'nvidia-smi';
const QUERY = [
  '--query-gpu=memory.used,memory.total,utilization.gpu',
  '--format=csv,noheader,nounits',
];

const MIB = 1024 ** 2;
/** A driver that keeps no state takes seconds for an answer. */
const ANSWER_MS = 5000;
const MOST_BYTES = 16 * 1024;
/** Between two questions. */
const EVERY_MS = 2000;
/** An older answer says nothing of now. */
const KEPT_MS = 15_000;

export class GpuWatch {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #path: string;
  #figures: GpuFigures | undefined;
  #answeredAt = -Infinity;
  #askedAt = -Infinity;
  #isAsking = false;
  #isAbsent = false;

  /** Asks at once. @param path folders in which nvidia-smi is looked for */
  constructor(clock: Pick<Clock, 'now'>, path: string) {
    this.#clock = clock;
    this.#path = path;
    this.#askIfDue();
  }

  /** The last answer; undefined without a GPU, before the first answer, and if the last one is old. */
  get latest(): GpuFigures | undefined {
    this.#askIfDue();
    return this.#clock.now() - this.#answeredAt <= KEPT_MS ? this.#figures : undefined;
  }

  /** One question at a time, also if the driver hangs. */
  #askIfDue(): void {
    const now = this.#clock.now();
    if (this.#isAbsent || this.#isAsking || now - this.#askedAt < EVERY_MS) return;
    this.#askedAt = now;
    this.#isAsking = true;
    void askGpu(this.#path).then((answer) => {
      this.#isAsking = false;
      this.#isAbsent = answer === 'absent';
      this.#figures = answer === 'absent' ? undefined : answer;
      this.#answeredAt = this.#clock.now();
    });
  }
}

/** Never rejects. @returns `absent` if there is no such program, undefined if it told no figures */
function askGpu(path: string): Promise<GpuFigures | 'absent' | undefined> {
  const { promise, resolve } = Promise.withResolvers<GpuFigures | 'absent' | undefined>();
  const options = {
    // A closed environment: it needs nothing of the agent's.
    env: { PATH: path, LANG: 'C' },
    ...({ timeout: ANSWER_MS, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES } as const),
  };
  const child = execFile(PROGRAM, QUERY, options, (error, stdout) => {
    if (!error) resolve(figuresIn(stdout));
    else resolve(error.code === 'ENOENT' ? 'absent' : undefined);
  });
  child.unref();
  return promise;
}

/**
 * The first GPU, which the models use, of lines like `1024, 15360, 37` (MiB, MiB, per cent).
 * @returns undefined if one of the three is not known, as `[N/A]` on a part of a GPU
 */
export function figuresIn(answer: string): GpuFigures | undefined {
  const [, used, total, load] = /^(\d{1,9}), *(\d{1,9}), *(\d{1,3})\s*(?:\n|$)/.exec(answer) ?? [];
  if (used === undefined || total === undefined || load === undefined) return undefined;
  return {
    memoryUsedBytes: Number(used) * MIB,
    memoryTotalBytes: Number(total) * MIB,
    load: Math.min(1, Number(load) / 100),
  };
}
