/**
 * Reads a job, and its words while it runs: often while they come, seldom before, and not at all while
 * the page is hidden.
 */
import { signal } from '@preact/signals';
import { answered, api, type Job } from '../app/api.ts';
import { ApiProblem } from '../app/api-problem.ts';
import { LiveWords } from './live-words.ts';

const WHILE_WORDS_COME_MS = 1500;
const BEFORE_MS = 5000;
/** A launched machine may claim the job at any moment. */
const WHILE_IT_STARTS_MS = 2000;
/** Readings of words for each reading of the job, whose cost and state change slowly. */
const WORDS_PER_JOB = 4;

export class Watching {
  readonly job;
  readonly words;
  /** Why the last reading failed; it is tried again, unless the job is gone. */
  readonly trouble = signal<unknown>(undefined);
  readonly #onJob: (job: Job) => void;
  #timer: number | undefined;
  #isReading = false;
  #hasEnded = false;
  #readings = 0;

  constructor(job: Job, onJob: (job: Job) => void) {
    this.job = signal(job);
    this.words = new LiveWords(job.jobId);
    this.#onJob = onJob;
  }

  /** @returns what ends it */
  start(): () => void {
    const look = () => void this.look();
    document.addEventListener('visibilitychange', look);
    window.addEventListener('online', look);
    look();
    return () => {
      this.#hasEnded = true;
      clearTimeout(this.#timer);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('online', look);
    };
  }

  /** Reads now, and goes on. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#isReading || document.hidden) return;
    this.#isReading = true;
    try {
      await this.#read();
      this.trouble.value = undefined;
    } catch (error) {
      this.trouble.value = error;
    }
    this.#isReading = false;
    if (!this.#isOver()) this.#timer = window.setTimeout(() => void this.look(), this.#pause());
  }

  async #read(): Promise<void> {
    const wasLive = this.#isLive();
    if (wasLive) await this.words.read();
    const isDue = this.#readings++ % WORDS_PER_JOB === 0;
    if (!wasLive || isDue || this.words.isComplete.peek()) await this.readJob();
    // It has just begun, or has ended with the words of its attempts.
    const hasWords = this.#isLive() || isFinal(this.job.peek());
    if (!wasLive && hasWords && !this.#hasEnded) await this.words.read();
  }

  #isLive(): boolean {
    return this.job.peek().status === 'processing';
  }

  async readJob(): Promise<void> {
    const params = { path: { id: this.job.peek().jobId } };
    this.take(await answered(api.GET('/jobs/{id}', { params })));
  }

  take(job: Job): void {
    if (this.#hasEnded) return;
    this.job.value = job;
    this.#onJob(job);
  }

  #isOver(): boolean {
    const error = this.trouble.peek();
    const isGone = error instanceof ApiProblem && [404, 410].includes(error.status);
    return this.#hasEnded || isGone || isFinal(this.job.peek());
  }

  #pause(): number {
    if (this.trouble.peek() !== undefined) return BEFORE_MS;
    const { status } = this.job.peek();
    if (status === 'processing') return WHILE_WORDS_COME_MS;
    return status === 'launching' ? WHILE_IT_STARTS_MS : BEFORE_MS;
  }
}

export function isFinal({ status }: Pick<Job, 'status'>): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
