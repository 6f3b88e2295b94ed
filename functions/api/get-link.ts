/** GET /links/{token} */
import { getLinkOperation } from '../../core/api/operations/get-link.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LinkStore } from '../../core/aws/dynamodb/link-store.ts';
import { readConfig } from '../../core/base/config.ts';
import { sharedTranscript } from '../../core/view/shared-transcript.ts';
import { openHandler } from '../http/handler.ts';
import { linkedJob } from '../http/linked-job.ts';

const config = readConfig(['jobsTable']);
const table = new JobsTable(config.jobsTable);
const using = { jobs: new JobReader(table), links: new LinkStore(table) };

export const handler = openHandler(getLinkOperation, async ({ event }) => {
  const { job, link } = await linkedJob(event, using);
  return { status: 200, body: sharedTranscript(job, link) };
});
