/**
 * One question at a time, for all jobs of a machine. Of those that wait, the job that came first has the
 * next turn, so that its analyses are done first; another job's question uses the gaps. Whatever waits
 * counts the running question's tokens as its own progress, since a heartbeat needs progress.
 */
interface Waiting {
  /** Number of the job, in the order in which they came. */
  job: number;
  /** Called for each sign that the question before it goes on. */
  onMove: () => void;
  begin: () => void;
}

export class QuestionQueue {
  readonly #waiting: Waiting[] = [];
  #isTaken = false;
  #jobs = 0;

  /** A number for a job that has come. */
  join(): number {
    return this.#jobs++;
  }

  /** Runs `work` when its turn has come. @throws the signal's reason if it is aborted before */
  async inTurn<T>(
    { job, onMove, signal }: { job: number; onMove: () => void; signal: AbortSignal },
    work: () => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    if (this.#isTaken) await this.#wait({ job, onMove }, signal);
    this.#isTaken = true;
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  moved(): void {
    for (const { onMove } of this.#waiting) onMove();
  }

  #wait(of: Omit<Waiting, 'begin'>, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(place), 1);
        reject(signal.reason as Error);
      };
      const begin = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const place: Waiting = { ...of, begin };
      this.#waiting.push(place);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** The turn passes on at once: nothing that comes meanwhile gets in between. */
  #next(): void {
    const next = this.#waiting.reduce<Waiting | undefined>(
      (first, one) => (first === undefined || one.job < first.job ? one : first),
      undefined,
    );
    this.#isTaken = next !== undefined;
    if (!next) return;
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    next.begin();
  }
}
