/** A job's history. Each event is an item of its own, so that a long one never fills the job's item. */
import * as z from 'zod';

export const TIMELINE_EVENTS = [
  'created',
  'reserved',
  'given-back',
  'uploaded',
  'launching',
  'reused',
  'earlier-result-gone',
  'waiting',
  'pools-refused',
  'instance-launched',
  'sent-to-endpoint',
  'offered',
  'taken',
  'fell-over',
  'running',
  'booted',
  'processing',
  'model-ready',
  'audio-ready',
  'first-segment',
  'transcribed',
  'written',
  'transcript-published',
  'program-ready',
  'analysed',
  'completed',
  'output-written',
  'output-failed',
  'attempt-failed',
  'failed',
  'cancelled',
  'option-ignored',
  'interruption-warned',
  'rebalance-recommended',
  'instance-ended',
  'instance-terminated',
  'webhook-delivered',
  'webhook-failed',
  'audio-deleted',
  'transcript-deleted',
] as const;

export const TimelineEvent = z
  .object({
    at: z.iso.datetime(),
    what: z.enum(TIMELINE_EVENTS),
    attempt: z.int().min(0),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  })
  .meta({ id: 'TimelineEvent' });
export type TimelineEvent = z.infer<typeof TimelineEvent>;

export const Timeline = z.strictObject({ events: z.array(TimelineEvent) }).meta({ id: 'Timeline' });
