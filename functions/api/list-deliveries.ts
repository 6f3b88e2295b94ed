/** GET /jobs/{id}/deliveries */
import { DeliveryStore } from '../../core/aws/delivery-store.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { readConfig } from '../../core/config.ts';
import { viewOfDelivery } from '../../core/delivery.ts';
import { JobId } from '../../core/job-id.ts';
import { listDeliveriesRoute } from '../../core/routes/list-deliveries.ts';
import { HttpProblem } from '../http/problem.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig(['jobsTable']);
const jobs = new JobStore(config.jobsTable);
const store = new DeliveryStore(config.jobsTable);

export const handler = keyRoute(listDeliveriesRoute, jobs, async ({ event, owner }) => {
  const id = JobId.safeParse(event.pathParameters?.id);
  const job = id.success ? await jobs.job(id.data) : undefined;
  if (job?.owner !== owner) throw new HttpProblem('not-found', 'There is no such job.');
  const deliveries = await store.about(job.jobId);
  const byAge = deliveries.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt));
  return { status: 200, body: { deliveries: byAge.map(viewOfDelivery) } };
});
