/** GET /jobs?status=&cursor=&limit= */
import { readConfig } from '../../core/config.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { viewOf } from '../../core/job-view.ts';
import { listJobsRoute } from '../../core/routes/list-jobs.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig(['jobsTable', 'apiUrl']);
const jobs = new JobStore(config.jobsTable);

export const handler = keyRoute(listJobsRoute, jobs, async ({ owner, query }) => {
  const { status, cursor, limit } = query;
  const page = await jobs.list({ owner, status, cursor: cursor && { ...cursor, owner }, limit });
  return {
    status: 200,
    body: {
      jobs: page.jobs.map((job) => viewOf(job, config.apiUrl)),
      nextCursor: page.next ? encode(page.next) : null,
    },
  };
});

function encode({ owner: _, ...key }: Record<string, string>): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}
