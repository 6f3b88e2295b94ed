/** GET /jobs/{id}/links */
import { linkView } from '../../core/access/share-link.ts';
import { listLinksOperation } from '../../core/api/operations/list-links.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LinkStore } from '../../core/aws/dynamodb/link-store.ts';
import { readConfig } from '../../core/base/config.ts';
import { keyHandler } from '../http/handler.ts';
import { storedJob } from '../http/owned-job.ts';

const config = readConfig(['jobsTable']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const links = new LinkStore(table);

export const handler = keyHandler(listLinksOperation, table, async ({ event, owner }) => {
  const { jobId } = await storedJob(event, owner, jobs);
  return { status: 200, body: { links: (await links.ofJob(jobId)).map(linkView) } };
});
