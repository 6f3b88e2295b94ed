/** A job that waits for a drainer of the pool `batch`. */
import * as z from 'zod';

export const WaitingJob = z.object({
  jobId: z.string(),
  /** 0 if the duration is not known before the download. */
  audioSeconds: z.number().min(0),
  since: z.iso.datetime(),
  /** The job goes to spot then, to keep its deadline or its patience. */
  latestStartAt: z.iso.datetime(),
});
export type WaitingJob = z.infer<typeof WaitingJob>;
