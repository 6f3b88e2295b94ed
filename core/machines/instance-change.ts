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
export const INSTANCE_MOMENTS = Object.values(INSTANCE_CHANGES).map(({ moment }) => moment);
/** When each event happened, ISO 8601 in UTC. */
export type InstanceMoments = Partial<Record<InstanceMoment, string>>;

/** `terminated` may be the only event, so it also sets the end. The earliest time counts. */
export function withEnd(moments: InstanceMoments): InstanceMoments {
  const [endedAt] = [moments.endedAt, moments.terminatedAt].filter((at) => at !== undefined).sort();
  return endedAt === undefined ? moments : { ...moments, endedAt };
}

/** Timeline events, in order of time. */
export function timelineOf(
  instanceId: string,
  moments: InstanceMoments,
): Pick<TimelineEvent, 'what' | 'detail'>[] {
  return Object.values(INSTANCE_CHANGES)
    .map(({ what, moment }) => ({ what, moment, time: moments[moment] ?? '' }))
    .filter(({ time }) => time !== '')
    .sort((a, b) => a.time.localeCompare(b.time))
    .map(({ what, moment, time }) => ({ what, detail: { instanceId, [moment]: time } }));
}

/** No further events follow these. */
export function isEnd(change: InstanceChange): boolean {
  return change === 'ended' || change === 'terminated';
}
