/** GET /links/{token}/transcript?format=&times=&speakers= */
import { getLinkTranscriptOperation } from '../../core/api/operations/get-link-transcript.ts';
import { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import { AccessLog } from '../../core/aws/dynamodb/access-log.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LinkStore } from '../../core/aws/dynamodb/link-store.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { readConfig } from '../../core/base/config.ts';
import { openHandler } from '../http/handler.ts';
import { logged } from '../http/logged-read.ts';
import { linkedJob } from '../http/linked-job.ts';
import { publishedDocument, redactedDocument } from '../http/transcript-document.ts';

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const log = new AccessLog(table);
const using = {
  ...config,
  table,
  jobs: new JobReader(table),
  links: new LinkStore(table),
  objects: new ObjectReader(),
  edits: new EditStore(table),
  signer: new ObjectSigner(),
  writer: new ObjectWriter(),
};

export const handler = openHandler(getLinkTranscriptOperation, async ({ event, query }) => {
  const { job, link } = await linkedJob(event, using);
  const version = link.version ?? 'edited';
  const answer = link.redacted
    ? await redactedDocument(job, query, using)
    : await publishedDocument(job, { ...query, version }, using);
  const shown = link.redacted
    ? ({ what: 'redacted-transcript' } as const)
    : ({ what: 'transcript', version: String(version) } as const);
  const read = { jobId: job.jobId, ...shown, format: query.format };
  return logged(answer, { owner: job.owner, who: { link: link.linkId }, ...read }, log);
});
