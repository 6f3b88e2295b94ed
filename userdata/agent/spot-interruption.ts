/**
 * Watches for EC2's spot interruption notice, which comes two minutes before the end, and for
 * rebalance recommendations, which may come earlier and without consequence. Both are in the
 * instance metadata, may never appear, and should be polled every five seconds
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/rebalance-recommendations.html).
 */
import * as z from 'zod';
import { JobFailure } from '../../core/base/job-errors.ts';
import type { Clock } from './clock.ts';
import type { CompletionEstimate } from './completion-estimate.ts';
import type { Log } from './log.ts';
import type { InstanceMetadata } from './metadata.ts';

const EVERY_MS = 5000;
const NOTICE_MS = 120_000;

const Notice = z.looseObject({ time: z.iso.datetime() });

export interface SpotNotice {
  why: 'interruption' | 'rebalance';
  /** Earliest end of the machine, in milliseconds since the epoch. */
  at: number;
}

export interface NoticeWatch {
  metadata: InstanceMetadata;
  /** Called at every poll once there is a notice; false ends the work. */
  shouldContinue: (notice: SpotNotice) => boolean;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** Resolves when the work must stop; rejects only when `signal` is aborted. */
export async function awaitInterruption(how: NoticeWatch): Promise<JobFailure> {
  for (let isLogged = false; ;) {
    const notice = await look(how);
    if (notice) {
      if (!how.shouldContinue(notice)) return interrupted(notice);
      if (!isLogged) how.log.info('EC2 wants the machine back; the work goes on.', { ...notice });
      isLogged = true;
    }
    await how.clock.sleep(EVERY_MS, how.signal);
  }
}

async function look({
  metadata,
  clock,
  log,
  signal,
}: NoticeWatch): Promise<SpotNotice | undefined> {
  try {
    const notice = await metadata.read('spot/instance-action', signal);
    if (notice !== undefined) return { why: 'interruption', at: endOf(notice, clock) };
    const advice = await metadata.read('events/recommendations/rebalance', signal);
    // After a recommendation the notice may come at any moment.
    return advice === undefined ? undefined : { why: 'rebalance', at: clock.now() + NOTICE_MS };
  } catch (error) {
    signal.throwIfAborted();
    log.warn('The instance metadata could not be read.', error);
    return undefined;
  }
}

/** An unreadable notice counts as immediate. */
function endOf(notice: string, clock: Clock): number {
  try {
    return Date.parse(Notice.parse(JSON.parse(notice)).time);
  } catch {
    return clock.now();
  }
}

/** Failure of the work that a notice ends. */
export function interrupted({ why }: SpotNotice): JobFailure {
  if (why === 'interruption') return new JobFailure('SpotInterrupted');
  return new JobFailure(
    'SpotInterrupted',
    'AWS recommended to leave the spot instance before the work was done. Create the job again.',
  );
}

export interface Work {
  /** Undefined before there is a job. */
  attempt: number | undefined;
  estimate: Pick<CompletionEstimate, 'finishesBefore'>;
}

/**
 * Whether to continue despite a notice. A recommendation is followed only in the first attempt:
 * each handover costs an attempt, and attempts must not run out on mere recommendations.
 */
export function shouldContinue({ why, at }: SpotNotice, { attempt, estimate }: Work): boolean {
  if (why === 'rebalance' && attempt !== 1) return true;
  return estimate.finishesBefore(at);
}
