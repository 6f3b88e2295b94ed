/** What is known of a job with analyses after its end, as JSON. */
import * as z from 'zod';
import { TimelineEvent } from '../../../core/job/timeline.ts';

/** One answer of the language model, as its checkpoint has it. */
export const AnsweredQuestion = z.object({
  /** `<analysis>-<chapter>`, or `<analysis>-all-<number>` of the claims of all chapters. */
  name: z.string(),
  /** When it was stored. */
  at: z.iso.datetime(),
  /** Time that the language model worked. */
  seconds: z.number().min(0),
});
export type AnsweredQuestion = z.infer<typeof AnsweredQuestion>;

export const JobRecord = z.object({
  title: z.string(),
  createdAt: z.iso.datetime(),
  events: z.array(TimelineEvent),
  questions: z.array(AnsweredQuestion),
  /** Presets in the order of the request, with when each was written. */
  analyses: z.array(z.object({ preset: z.string(), completedAt: z.iso.datetime() })),
  webhooks: z.array(z.object({ event: z.string(), at: z.iso.datetime() })),
});
export type JobRecord = z.infer<typeof JobRecord>;
