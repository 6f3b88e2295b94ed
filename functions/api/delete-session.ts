/** DELETE /sessions/{id} */
import { readConfig } from '../../core/base/config.ts';
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobRemoval } from '../../core/aws/dynamodb/job-removal.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LaterAnalyses } from '../../core/aws/dynamodb/later-analyses.ts';
import { SessionRemoval } from '../../core/aws/dynamodb/session-removal.ts';
import { SessionStore } from '../../core/aws/dynamodb/session-store.ts';
import { UploadRecords } from '../../core/aws/dynamodb/upload-records.ts';
import { MultipartUploads } from '../../core/aws/s3/multipart-uploads.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { ObjectRemoval } from '../../core/aws/s3/object-removal.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { deleteSessionOperation } from '../../core/api/operations/delete-session.ts';
import { deleteSession } from '../../core/steps/sessions/delete-session.ts';
import { notDeletedAsProblem } from '../http/deletion.ts';
import { receiptSigner } from '../../core/steps/receipts/receipt-signer.ts';
import { keyHandler } from '../http/handler.ts';
import { noSession, sessionIdIn } from '../http/owned-session.ts';

const config = readConfig([
  'stage',
  'jobsTable',
  'resultsBucket',
  'stateMachineArn',
  'maxLifeMinutes',
]);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  jobs: new JobReader(table),
  holds: new JobHolds(table),
  later: new LaterAnalyses(table),
  sessions: new SessionStore(table),
  removal: new JobRemoval(table),
  sessionRemoval: new SessionRemoval(table),
  objects: new ObjectRemoval(),
  signer: receiptSigner(config.stage, new Parameters()),
  workflow: new Workflow(),
  records: new UploadRecords(table),
  multipart: new MultipartUploads(),
};

/** For beginning with jobs; the function has ten seconds more to end with those. */
const BEGIN_MS = 18_000;

export const handler = keyHandler(deleteSessionOperation, table, async ({ event, owner }) => {
  const until = Date.now() + BEGIN_MS;
  const hasTime = () => Date.now() < until;
  const asked = { sessionId: sessionIdIn(event), owner };
  const receipt = await deleteSession(asked, { ...using, hasTime }).catch(notDeletedAsProblem);
  if (!receipt) throw noSession();
  return { status: 200, body: receipt };
});
