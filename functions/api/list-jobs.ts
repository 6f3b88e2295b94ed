/** GET /jobs?status=&search=&from=&to=&cursor=&limit= */
import { readConfig } from '../../core/base/config.ts';
import { JobLists } from '../../core/aws/dynamodb/job-lists.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { viewOf } from '../../core/view/job-view.ts';
import { listJobsOperation } from '../../core/api/operations/list-jobs.ts';
import { cursorText } from '../../core/api/list-cursor.ts';
import { findJobs } from '../../core/steps/requests/find-jobs.ts';
import { keyHandler } from '../http/handler.ts';

const config = readConfig(['jobsTable', 'apiUrl']);
const table = new JobsTable(config.jobsTable);
const lists = new JobLists(table);

export const handler = keyHandler(listJobsOperation, table, async ({ owner, query }) => {
  const { from, to, ...wanted } = query;
  const span = { from: from && asStored(from), to: to && asStored(to) };
  const page = await findJobs({ owner, ...wanted, ...span }, lists);
  const now = new Date();
  return {
    status: 200,
    body: {
      jobs: page.jobs.map((job) => viewOf(job, { ...config, now })),
      nextCursor: page.next ? cursorText(page.next) : null,
      owner,
    },
  };
});

/** With milliseconds, so that times compare as texts. */
function asStored(moment: string): string {
  return new Date(moment).toISOString();
}
