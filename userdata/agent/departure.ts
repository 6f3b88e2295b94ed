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
import type { Log } from './log.ts';
import type { InstanceMetadata } from './metadata.ts';
import type { Outlook } from './outlook.ts';

const EVERY_MS = 5000;
const NOTICE_MS = 120_000;

const Notice = z.looseObject({ time: z.iso.datetime() });

export interface Departure {
  why: 'interruption' | 'rebalance';
  /** Earliest end of the machine, in milliseconds since the epoch. */
  at: number;
}

export interface Watching {
  metadata: InstanceMetadata;
  /** Called at every poll once there is a notice; false ends the work. */
  mayStay: (departure: Departure) => boolean;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/** Resolves when the work must stop; rejects only when `signal` is aborted. */
export async function departureDue(how: Watching): Promise<JobFailure> {
  for (let isKnown = false; ;) {
    const departure = await look(how);
    if (departure) {
      if (!how.mayStay(departure)) return handOver(departure);
      if (!isKnown) how.log.info('EC2 wants the machine back; the work goes on.', { ...departure });
      isKnown = true;
    }
    await how.clock.sleep(EVERY_MS, how.signal);
  }
}

async function look({ metadata, clock, log, signal }: Watching): Promise<Departure | undefined> {
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

function handOver({ why }: Departure): JobFailure {
  if (why === 'interruption') return new JobFailure('SpotInterrupted');
  return new JobFailure(
    'SpotInterrupted',
    'AWS recommended to leave the spot instance before the work was done. Create the job again.',
  );
}

export interface Work {
  /** Undefined before there is a job. */
  attempt: number | undefined;
  outlook: Pick<Outlook, 'fits'>;
}

/**
 * Whether to continue despite a notice. A recommendation is followed only in the first attempt:
 * each handover costs an attempt, and attempts must not run out on mere recommendations.
 */
export function mayStay({ why, at }: Departure, { attempt, outlook }: Work): boolean {
  if (why === 'rebalance' && attempt !== 1) return true;
  return outlook.fits(at);
}
