/** GET /jobs/{id}/edits?after= */
import { AccessLog } from '../../core/aws/dynamodb/access-log.ts';
import { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { listEditsOperation } from '../../core/api/operations/list-edits.ts';
import { readConfig } from '../../core/base/config.ts';
import { keyHandler } from '../http/handler.ts';
import { assertKept } from '../http/kept.ts';
import { logged } from '../http/logged-read.ts';
import { storedJob } from '../http/owned-job.ts';

const config = readConfig(['jobsTable']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const log = new AccessLog(table);
const edits = new EditStore(table);

export const handler = keyHandler(
  listEditsOperation,
  table,
  async ({ event, owner, keyId, query }) => {
    const job = await storedJob(event, owner, jobs);
    assertKept(job, 'transcript');
    const { jobId } = job;
    const versions = await edits.page(jobId, query.after);
    // Read last, so that it is never older than the versions.
    const version = await edits.newest(jobId);
    const more = (versions.at(-1)?.version ?? version) < version;
    const answer = { status: 200, body: { version, versions, more } } as const;
    // Without an edit, there is no text in it.
    if (versions.length === 0) return answer;
    return logged(answer, { owner, who: { key: keyId }, jobId, what: 'edits' }, log);
  },
);
