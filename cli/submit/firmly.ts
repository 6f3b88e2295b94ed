/** Requests to the API that outlast failures of the network, busy answers and limits of rate. */
import { ApiError } from '../../client/api-client.ts';
import type { Clock } from '../../computer/wait-until.ts';

/** Doubled with each failure in a row. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 20_000;
/** In a row, about two minutes altogether. */
const MOST_FAILURES = 9;

/** Thrown when the API has not answered for two minutes. */
export class ApiAway extends Error {
  constructor(cause: unknown) {
    const why = cause instanceof Error ? reasonOf(cause) : 'no answer';
    super(`The API does not answer (${why}).`, { cause });
    this.name = 'ApiAway';
  }
}

/** fetch tells "fetch failed", and why in its cause. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** An answer that another try may change, and after how long if it says so. */
export class Busy extends ApiError {
  readonly afterMs: number;

  constructor(
    what: string,
    { status, afterMs }: { status: number; afterMs: number },
    said: unknown,
  ) {
    super(what, status, said);
    this.name = 'Busy';
    this.afterMs = afterMs;
  }
}

export interface Patience extends Pick<Clock, 'sleep'> {
  /** Before each pause after a request that was not answered. */
  onAway?: (why: string) => void;
}

/** @throws ApiError that another try does not change, ApiAway */
export async function firmly<T>(ask: () => Promise<T>, { sleep, onAway }: Patience): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      const isAnswer = error instanceof ApiError && !(error instanceof Busy);
      if (isAnswer || !(error instanceof Error)) throw error;
      if (failures === MOST_FAILURES) throw new ApiAway(error);
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
      if (!(error instanceof Busy)) onAway?.(reasonOf(error));
      await sleep(error instanceof Busy ? Math.max(pause, error.afterMs) : pause);
    }
  }
}
