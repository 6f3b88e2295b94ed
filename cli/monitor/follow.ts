/** Follows a job until it has ended, through failures of the network and of the API. */
import { ApiError } from '../../client/api-client.ts';
import type { Clock } from '../../computer/wait-until.ts';
import { isFinal } from '../../core/job/job-status.ts';
import type { Monitored } from './monitored-job.ts';

/** The API holds a request for so long if nothing changes. */
export const WAIT_SECONDS = 5;
/** Between two answers: one that did not wait, since all places were taken, comes at once. */
const SHORTEST_ROUND_MS = 1000;
/** After a failure; doubled with each in a row. */
const FIRST_PAUSE_MS = 1000;
/** In a row, a minute altogether. */
const MOST_FAILURES = 6;

export interface Following<Job extends Monitored> {
  look: (waitSeconds: number) => Promise<Job>;
  onLook: (job: Job) => void;
  clock: Clock;
}

/** Thrown when the API has not answered for a minute; the job goes on. */
export class JobOutOfSight extends Error {
  constructor(cause: unknown) {
    const why = cause instanceof Error ? cause.message : 'an unknown error';
    super(`The API does not answer (${why}). The job goes on.`, { cause });
    this.name = 'JobOutOfSight';
  }
}

/** @returns the job at its end @throws ApiError that another try does not change, JobOutOfSight */
export async function follow<Job extends Monitored>(of: Following<Job>): Promise<Job> {
  // The first answer is to come at once.
  for (let wait = 0; ; wait = WAIT_SECONDS) {
    const began = of.clock.now();
    const job = await lookFirmly(of, wait);
    of.onLook(job);
    if (isFinal(job.status)) return job;
    const took = of.clock.now() - began;
    if (took < SHORTEST_ROUND_MS) await of.clock.sleep(SHORTEST_ROUND_MS - took);
  }
}

async function lookFirmly<Job extends Monitored>(
  { look, clock }: Following<Job>,
  wait: number,
): Promise<Job> {
  for (let failures = 1; ; failures++) {
    try {
      return await look(wait);
    } catch (error) {
      if (error instanceof ApiError && !mayPass(error)) throw error;
      if (failures === MOST_FAILURES) throw new JobOutOfSight(error);
      await clock.sleep(FIRST_PAUSE_MS * 2 ** (failures - 1));
    }
  }
}

function mayPass({ status }: ApiError): boolean {
  return status === 429 || status >= 500;
}
