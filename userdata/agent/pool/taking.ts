/** When a pool machine takes another job, and when it has done its work. */
import { JOB_ERRORS, type JobErrorCode } from '../../../core/base/job-errors.ts';
import type { PoolName } from '../../../core/job/route-name.ts';

const MINUTE_MS = 60_000;

/** A machine of the pool `batch` ends when nothing came for so long. */
export const IDLE_MS = MINUTE_MS;

/** Kept of a machine's life for its last job, unless a longer one was seen. */
export const LAST_JOB_MS = 30 * MINUTE_MS;
/** … and of a short life this part. */
const LAST_JOB_SHARE = 0.1;
/** A job may take twice as long as the longest one so far. */
const LONGER_THAN_SEEN = 2;

/** Different jobs in a row that failed by the machine's fault, or that it might not claim. */
const MOST_FAULTS = 3;

/** Why a machine takes no more jobs. */
export type NoMore =
  'told to end' | 'interrupted' | 'no GPU' | 'its life ends' | 'jobs fail on it' | 'nothing came';

export interface MachineState {
  pool: PoolName;
  /** Told by a signal, or by the answer to a health report. */
  isToldToEnd: boolean;
  /** EC2 wants the machine back. */
  isInterrupted: boolean;
  /** Its engine could not use the GPU. */
  hasNoGpu: boolean;
  /** Start and end of the machine's life, in milliseconds since the epoch; undefined: it has no end. */
  life: { from: number; to: number } | undefined;
  /** Longest job so far, from taking it to its report, in milliseconds. */
  longestJobMs: number;
  /** Different jobs in a row that failed by the machine's fault, or that it might not claim. */
  faults: number;
  /** Jobs that it has now. */
  jobs: number;
  /** When the last job ended, or the machine was ready; an offer for other machines is none. */
  lastWorkAt: number;
  now: number;
}

/**
 * Why no further job is taken; undefined: one is, if there is room. A job's length is not known before
 * it is claimed, so the end of life keeps a margin: half an hour (of a short life a tenth), or twice
 * the longest job so far.
 */
export function whyNoMore(machine: MachineState): NoMore | undefined {
  if (machine.isToldToEnd) return 'told to end';
  if (machine.isInterrupted) return 'interrupted';
  if (machine.hasNoGpu) return 'no GPU';
  if (machine.faults >= MOST_FAULTS) return 'jobs fail on it';
  if (isLifeEnding(machine)) return 'its life ends';
  const isIdle = machine.jobs === 0 && machine.now - machine.lastWorkAt >= IDLE_MS;
  return machine.pool === 'batch' && isIdle ? 'nothing came' : undefined;
}

function isLifeEnding({ life, longestJobMs, now }: MachineState): boolean {
  if (!life) return false;
  const margin = Math.min(LAST_JOB_MS, (life.to - life.from) * LAST_JOB_SHARE);
  return now + Math.max(margin, LONGER_THAN_SEEN * longestJobMs) >= life.to;
}

/** Whether a job failed by the machine's fault; undefined: its end says nothing of the machine. */
export function isMachineFault(failure: JobErrorCode | undefined): boolean | undefined {
  if (failure === undefined) return false;
  if (failure === 'SpotInterrupted' || failure === 'InstanceLost') return undefined;
  return ['machine', 'deployment'].includes(JOB_ERRORS[failure].about);
}

/** Whether a refused claim means that the API does not know this machine. */
export function isUnknownMachine(status: number): boolean {
  return status === 401 || status === 403 || status === 404;
}
