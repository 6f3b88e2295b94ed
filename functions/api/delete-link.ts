/** DELETE /jobs/{id}/links/{linkId} */
import { LinkId } from '../../core/access/share-link.ts';
import { deleteLinkOperation } from '../../core/api/operations/delete-link.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LinkStore } from '../../core/aws/dynamodb/link-store.ts';
import { readConfig } from '../../core/base/config.ts';
import { keyHandler } from '../http/handler.ts';
import { storedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig(['jobsTable']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const links = new LinkStore(table);

export const handler = keyHandler(deleteLinkOperation, table, async ({ event, owner }) => {
  const { jobId } = await storedJob(event, owner, jobs);
  const id = LinkId.safeParse(event.pathParameters?.linkId);
  if (!id.success || !(await links.remove(jobId, id.data))) {
    throw new HttpProblem('not-found', 'The job has no such link.');
  }
  return { status: 204, body: '' };
});
