/** The webhook that a job's owner received, as a receiver checks it: signature first, then shape. */
import * as z from 'zod';
import { JobView } from '../../core/view/job-view.ts';
import { verify, type Received } from '../../local/webhook-receiver.ts';
import type { TestCloud } from './test-cloud.ts';

const Event = z.strictObject({ type: z.string(), timestamp: z.iso.datetime(), data: JobView });
export type WebhookEvent = z.infer<typeof Event>;

const DEADLINE_MS = 90_000;

/** The first delivery about the job, verified. @throws WebhookVerificationError, ZodError */
export async function webhookOf(
  cloud: TestCloud,
  jobId: string,
): Promise<{ delivery: Received; event: WebhookEvent }> {
  const delivery = await cloud.receiver.next(({ body }) => body.includes(jobId), DEADLINE_MS);
  const event = Event.parse(verify(delivery, cloud.cloud.info.webhookSecret));
  return { delivery, event };
}

/** Every delivery about the job, so far. */
export function deliveriesOf(cloud: TestCloud, jobId: string): Received[] {
  return cloud.receiver.received.filter(({ body }) => body.includes(jobId));
}
