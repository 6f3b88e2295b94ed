/** EC2 events of an instance, each with the field that stores its time. */
import type { TimelineEvent } from '../job/timeline.ts';

/**
 * `ended` is when EC2 stops charging (stopping, shutting-down); `terminated` confirms that the
 * instance is gone. One that EC2 ends before it ever ran sends `terminated` alone.
 */
export const INSTANCE_CHANGES = {
  running: { moment: 'runningAt', what: 'running' },
  warned: { moment: 'interruptionAt', what: 'interruption-warned' },
  rebalance: { moment: 'rebalanceAt', what: 'rebalance-recommended' },
  ended: { moment: 'endedAt', what: 'instance-ended' },
  terminated: { moment: 'terminatedAt', what: 'instance-terminated' },
} as const satisfies Record<string, { moment: string; what: TimelineEvent['what'] }>;

export type InstanceChange = keyof typeof INSTANCE_CHANGES;
export type InstanceMoment = (typeof INSTANCE_CHANGES)[InstanceChange]['moment'];

/** No further events follow these. */
export function isEnd(change: InstanceChange): boolean {
  return change === 'ended' || change === 'terminated';
}
