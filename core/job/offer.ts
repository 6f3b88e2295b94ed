/** An offer of a job to the machines of a pool: the message that the state Offer puts into its queue. */
import * as z from 'zod';
import { JobId } from '../base/job-id.ts';

/** Names the offer in a claim. */
export const OfferedJob = z.strictObject({
  jobId: JobId,
  attempt: z.int().min(1),
  /** Stored in the job: a machine without the message cannot claim it. */
  offerId: z.string().regex(/^[0-9a-f]{32}$/),
});
export type OfferedJob = z.infer<typeof OfferedJob>;

/** `offerToken` is the task token of the state Offer: success means that a machine has the job. */
export const Offer = OfferedJob.extend({ offerToken: z.string().min(1) });
export type Offer = z.infer<typeof Offer>;
