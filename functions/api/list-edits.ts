/** GET /jobs/{id}/edits?after= */
import { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { listEditsOperation } from '../../core/api/operations/list-edits.ts';
import { readConfig } from '../../core/base/config.ts';
import { keyHandler } from '../http/handler.ts';
import { storedJob } from '../http/owned-job.ts';

const config = readConfig(['jobsTable']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const edits = new EditStore(table);

export const handler = keyHandler(listEditsOperation, table, async ({ event, owner, query }) => {
  const { jobId } = await storedJob(event, owner, jobs);
  const versions = await edits.page(jobId, query.after);
  // Read last, so that it is never older than the versions.
  const version = await edits.newest(jobId);
  const more = (versions.at(-1)?.version ?? version) < version;
  return { status: 200, body: { version, versions, more } };
});
