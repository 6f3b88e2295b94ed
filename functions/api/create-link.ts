/** POST /jobs/{id}/links */
import { linkView, MOST_LINKS, newLink, type CreateLink } from '../../core/access/share-link.ts';
import { createLinkOperation } from '../../core/api/operations/create-link.ts';
import { AccessLog } from '../../core/aws/dynamodb/access-log.ts';
import { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LinkStore } from '../../core/aws/dynamodb/link-store.ts';
import { readConfig } from '../../core/base/config.ts';
import type { Job } from '../../core/job/job.ts';
import { isPublished } from '../../core/view/analysis-view.ts';
import { keyHandler } from '../http/handler.ts';
import { assertKept } from '../http/kept.ts';
import { logged } from '../http/logged-read.ts';
import { storedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig(['jobsTable', 'pageUrl']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const links = new LinkStore(table);
const log = new AccessLog(table);
const edits = new EditStore(table);

export const handler = keyHandler(
  createLinkOperation,
  table,
  async ({ event, owner, keyId, body }) => {
    const job = await storedJob(event, owner, jobs);
    assertKept(job, 'transcript');
    if (!isPublished(job)) {
      throw new HttpProblem('not-yet', 'The job has no transcript yet that a link could show.');
    }
    if (body.redacted) assertCopy(job, body);
    await assertVersion(job.jobId, body.version ?? 0);
    if ((await links.ofJob(job.jobId)).length >= MOST_LINKS) {
      const detail = `The transcript has ${MOST_LINKS} links. Delete one that is not needed.`;
      throw new HttpProblem('not-in-this-state', detail);
    }
    const { link, token } = newLink(job.jobId, body, new Date());
    // Before it exists: a link is a way to read without a key.
    const made = { owner, who: { key: keyId }, jobId: job.jobId, what: 'link' } as const;
    await logged({ status: 201 }, made, log);
    if (!(await links.add(link))) throw new HttpProblem('not-found', 'There is no such job.');
    const url = `${config.pageUrl}/#/shared/${token}`;
    return { status: 201, body: { ...linkView(link), token, url } };
  },
);

/** The copy is of the machine's text. */
function assertCopy({ redact }: Job, { version }: CreateLink): void {
  const because = redact ? 'not with `version`' : 'the job did not ask for a redacted copy';
  if (redact && version === undefined) return;
  throw new HttpProblem('invalid', 'Correct: redacted.', [{ path: 'redacted', message: because }]);
}

async function assertVersion(jobId: string, version: number): Promise<void> {
  if (version === 0 || version <= (await edits.newest(jobId))) return;
  const message = 'there is no such version of the transcript';
  throw new HttpProblem('invalid', 'Correct: version.', [{ path: 'version', message }]);
}
