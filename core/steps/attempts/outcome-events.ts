/** Timeline events and counts of a transcript. */
import { writeCounts } from '../../base/metrics.ts';
import type { JobOutput } from '../../job/job.ts';
import type { TimelineEvent } from '../../job/timeline.ts';
import type { InstancePhases, TaskResult } from '../../job/work-order.ts';
import type { Settling } from './settle-ports.ts';

export function outputEvent({ written = false }: JobOutput): TimelineEvent['what'] {
  return written ? 'output-written' : 'output-failed';
}

/** Summary for the timeline. */
export function outcomeOf({
  segments,
  truncated,
  flags = [],
}: TaskResult): TimelineEvent['detail'] {
  return {
    segments,
    ...(truncated && { truncated }),
    ...(flags.length > 0 && { flags: flags.join(', ') }),
  };
}

const PHASE_EVENTS = {
  booted: 'booted',
  modelReady: 'model-ready',
  audioReady: 'audio-ready',
  firstSegment: 'first-segment',
  transcribed: 'transcribed',
  written: 'written',
} as const satisfies Partial<Record<keyof InstancePhases, TimelineEvent['what']>>;

export function phaseEvents(phases: InstancePhases) {
  const names = Object.keys(PHASE_EVENTS) as (keyof typeof PHASE_EVENTS)[];
  return names.flatMap((name) => {
    const at = phases[name];
    return at === null ? [] : [{ what: PHASE_EVENTS[name], at }];
  });
}

/** Only fallbacks are counted, so a stage without any pays for no metric. */
export function countGpuFallback({ stage, now }: Pick<Settling, 'stage' | 'now'>): void {
  writeCounts(stage, { GpuFallbacks: 1 }, now);
}
