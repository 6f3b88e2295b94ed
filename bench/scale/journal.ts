/** What happened in a run. */
import { Level, Rate } from './meters.ts';

export type Failure = 'DeadlineExceeded' | 'AttemptsExhausted';

export class Journal {
  /** Seconds from a job's arrival until work on it began; NaN for jobs on which none did. */
  readonly waits: Float64Array;
  /** Seconds from a job's arrival to its end. */
  readonly turnarounds: Float64Array;
  completed = 0;
  readonly failed: Record<Failure, number> = { DeadlineExceeded: 0, AttemptsExhausted: 0 };
  /** Attempts beyond the first of each job. */
  furtherAttempts = 0;
  /** Jobs of a pool or an endpoint that got an instance of their own. */
  fellOver = 0;
  audioSeconds = 0;
  readonly posted = new Rate();
  readonly created = new Rate();
  readonly ended = new Rate();
  /** Waits for a machine, each with a try after it. */
  readonly launchWaits = new Rate();
  /** Slots reserved in the launch budget, in the line `all`. */
  readonly slots = new Rate();
  /** Units of DynamoDB for the item of the owner's seats. */
  readonly seatUnits = new Rate();
  readonly seats = new Level();
  /** Jobs that have not ended. */
  readonly open = new Level();
  /** Jobs that work is going on for. */
  readonly working = new Level();
  readonly waitingForBatch = new Level();
  readonly poolMachines = new Level();
  readonly endpointInstances = new Level();
  /** USD of the endpoint's instances. */
  endpointUsd = 0;

  constructor(jobs: number) {
    this.waits = new Float64Array(jobs).fill(NaN);
    this.turnarounds = new Float64Array(jobs).fill(NaN);
  }
}
