/** GET /jobs/{id}/deliveries */
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { readConfig } from '../../core/base/config.ts';
import { viewOfDelivery } from '../../core/webhooks/delivery.ts';
import { listDeliveriesOperation } from '../../core/api/operations/list-deliveries.ts';
import { storedJob } from '../http/owned-job.ts';
import { keyHandler } from '../http/handler.ts';

const config = readConfig(['jobsTable']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const store = new DeliveryStore(table);

export const handler = keyHandler(listDeliveriesOperation, table, async ({ event, owner }) => {
  const { jobId } = await storedJob(event, owner, jobs);
  const deliveries = await store.about(jobId);
  const byAge = deliveries.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt));
  return { status: 200, body: { deliveries: byAge.map(viewOfDelivery) } };
});
