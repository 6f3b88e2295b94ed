/** GET /jobs?status=&cursor=&limit= */
import { readConfig } from '../../core/base/config.ts';
import { JobLists } from '../../core/aws/dynamodb/job-lists.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { viewOf } from '../../core/view/job-view.ts';
import { listJobsOperation } from '../../core/api/operations/list-jobs.ts';
import { keyHandler } from '../http/handler.ts';

const config = readConfig(['jobsTable', 'apiUrl']);
const table = new JobsTable(config.jobsTable);
const lists = new JobLists(table);

export const handler = keyHandler(listJobsOperation, table, async ({ owner, query }) => {
  const { status, cursor, limit } = query;
  const page = await lists.ofOwner({
    owner,
    status,
    cursor: cursor && { ...cursor, owner },
    limit,
  });
  const now = new Date();
  return {
    status: 200,
    body: {
      jobs: page.jobs.map((job) => viewOf(job, { ...config, now })),
      nextCursor: page.next ? encode(page.next) : null,
    },
  };
});

function encode({ owner: _, ...key }: Record<string, string>): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}
