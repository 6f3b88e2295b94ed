/**
 * Ships this machine's log to CloudWatch Logs, since machine and console disappear after the job.
 * Best effort: nothing waits for it except the last flush.
 */
import type { Clock } from './clock.ts';
import type { LogEvent, PutLogEvents } from './cloud-watch.ts';
import type { LogLine } from './log.ts';

/** Limits of one call: 1,048,576 bytes, with 26 per event, and 10,000 events. */
const BATCH_BYTES = 1_048_576;
const EVENT_BYTES = 26;
const BATCH_EVENTS = 10_000;

const LONGEST_LINE = 16_384; // characters
const MOST_HELD = 20_000;
const EVERY_MS = 5000;
const LAST_MS = 5000;

export interface LoggedJob {
  jobId: string;
  attempt: number;
}

export class InstanceLog {
  readonly #put: PutLogEvents;
  readonly #instanceId: (signal: AbortSignal) => Promise<string>;
  readonly #clock: Clock;
  readonly #isPool: boolean;
  #held: { timestamp: number; line: LogLine }[] = [];
  #lost = 0;
  #job: LoggedJob | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(of: {
    put: PutLogEvents;
    instanceId: (signal: AbortSignal) => Promise<string>;
    clock: Clock;
    /** The log has many jobs: each line belongs to the stream of the job that it names, or to the machine's. */
    isPool?: boolean;
  }) {
    this.#put = of.put;
    this.#instanceId = of.instanceId;
    this.#clock = of.clock;
    this.#isPool = of.isPool ?? false;
  }

  add(line: LogLine): void {
    if (this.#held.length >= MOST_HELD) {
      this.#lost += 1;
      return;
    }
    // The clock may be set back, and the service requires increasing times.
    const before = this.#held.at(-1)?.timestamp ?? 0;
    this.#held.push({ timestamp: Math.max(before, this.#clock.now()), line });
  }

  /** Selects the job's stream, also for lines added before. */
  about(job: LoggedJob): void {
    this.#job = job;
  }

  /** Sends collected lines every five seconds once their stream is known, until the signal is aborted. */
  async run(signal: AbortSignal): Promise<never> {
    for (;;) {
      await this.#clock.sleep(EVERY_MS, signal);
      if (this.#job || this.#isPool) await this.#send(signal).catch(() => undefined); // sent with the next batch
    }
  }

  /** Sends the remaining lines within LAST_MS. @throws if that fails */
  async close(): Promise<void> {
    await this.#send(AbortSignal.timeout(LAST_MS));
  }

  #send(signal: AbortSignal): Promise<void> {
    const sending = this.#sending.catch(() => undefined).then(() => this.#sendAll(signal));
    this.#sending = sending;
    return sending;
  }

  async #sendAll(signal: AbortSignal): Promise<void> {
    this.#addLossWarning();
    while (this.#held.length > 0) {
      const id = await this.#instanceId(signal);
      const [first] = this.#held;
      const stream = this.#streamOf(first?.line, id);
      const events = this.#batch((line) => this.#streamOf(line, id) === stream);
      await this.#put(stream, events, signal);
      this.#held.splice(0, events.length);
    }
  }

  #streamOf(line: LogLine | undefined, id: string): string {
    if (this.#isPool) {
      const { jobId, attempt } = { ...line };
      const isOfJob = typeof jobId === 'string' && typeof attempt === 'number';
      return isOfJob ? `${jobId}/${attempt}/${id}` : `pool/${id}`;
    }
    return this.#job ? `${this.#job.jobId}/${this.#job.attempt}/${id}` : `unclaimed/${id}`;
  }

  /** The longest prefix of lines that belong together and fit into one call. */
  #batch(belongs: (line: LogLine) => boolean): LogEvent[] {
    const events: LogEvent[] = [];
    let bytes = 0;
    for (const { timestamp, line } of this.#held) {
      if (!belongs(line)) break;
      const message = JSON.stringify({ ...this.#job, ...line }).slice(0, LONGEST_LINE);
      bytes += Buffer.byteLength(message) + EVENT_BYTES;
      if (bytes > BATCH_BYTES || events.length === BATCH_EVENTS) break;
      events.push({ timestamp, message });
    }
    return events;
  }

  #addLossWarning(): void {
    if (this.#lost === 0 || this.#held.length >= MOST_HELD) return;
    const lines = this.#lost;
    this.#lost = 0;
    const at = new Date(this.#clock.now()).toISOString();
    this.add({ at, level: 'warning', source: 'agent', message: 'Lines were not kept.', lines });
  }
}
