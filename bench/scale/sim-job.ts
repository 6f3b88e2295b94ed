/** A job in the simulation, from its arrival to its end. */
import type { QueuedBecause } from '../../core/job/job.ts';
import type { LaunchSlot } from '../../core/job/launch-slot.ts';

export interface SimWait {
  since: number;
  code: QueuedBecause['code'];
  tries: number;
  /** The next try is on its way. */
  isOver?: true;
}

export interface SimJob {
  nth: number;
  arrivedAt: number;
  audioSeconds: number;
  attempt: number;
  /** Engine seconds left, without what an interrupted attempt has done. */
  restSeconds: number;
  /** When the first attempt that worked began to; NaN before. */
  begunAt: number;
  /** Why it waits for a machine of its own. */
  waits?: SimWait | undefined;
  /** Reserved in the launch budget. */
  slot?: LaunchSlot | undefined;
  hasSeat: boolean;
}

/** Work that an interruption leaves. @param lostShare of the whole work, lost at most */
export function restAfter(
  { restSeconds }: SimJob,
  { doneSeconds, lostSeconds }: { doneSeconds: number; lostSeconds: number },
): number {
  return restSeconds - Math.max(0, doneSeconds - lostSeconds);
}
