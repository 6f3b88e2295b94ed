/**
 * GET /access-log, GET /jobs/{id}/deletions and GET /receipt-keys: who read what, what was deleted, and
 * with which keys that can be verified. One function, since each one takes six resources of the stack.
 */
import { accessCsv, accessJsonLines } from '../../core/access/access-documents.ts';
import { getAccessLogOperation } from '../../core/api/operations/get-access-log.ts';
import { getReceiptKeysOperation } from '../../core/api/operations/get-receipt-keys.ts';
import { listDeletionsOperation } from '../../core/api/operations/list-deletions.ts';
import { AccessLogReader } from '../../core/aws/dynamodb/access-log-reader.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { RetentionRows } from '../../core/aws/dynamodb/retention-rows.ts';
import { Parameters } from '../../core/aws/parameters.ts';
import { RecentParameters } from '../../core/aws/recent-parameters.ts';
import { readConfig } from '../../core/base/config.ts';
import { receiptKeys } from '../../core/steps/receipts/receipt-keys.ts';
import { byRoute } from '../http/by-route.ts';
import { keyHandler, openHandler } from '../http/handler.ts';
import { storedJob } from '../http/owned-job.ts';

const config = readConfig(['stage', 'jobsTable', 'parameterSeconds']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const log = new AccessLogReader(table);
const rows = new RetentionRows(table);
const parameters = new RecentParameters(new Parameters(), config.parameterSeconds);

const accessLog = keyHandler(getAccessLogOperation, table, async ({ owner, query }) => {
  const { job: jobId, from, to, cursor, limit, format } = query;
  const span = { from: from && asStored(from), to: to && asStored(to) };
  const { entries, next } = await log.page({ owner, jobId, cursor, limit, ...span });
  const headers: Record<string, string> = next === undefined ? {} : { 'next-cursor': next };
  if (format === 'json') {
    return { status: 200, headers, body: { entries, nextCursor: next ?? null } };
  }
  const isCsv = format === 'csv';
  const type = isCsv ? 'text/csv; charset=utf-8' : 'application/jsonl';
  const body = isCsv ? accessCsv(entries) : accessJsonLines(entries);
  return { status: 200, headers: { ...headers, 'content-type': type }, body };
});

const deletions = keyHandler(listDeletionsOperation, table, async ({ event, owner }) => {
  const { jobId } = await storedJob(event, owner, jobs);
  return { status: 200, body: { receipts: await rows.receipts(jobId) } };
});

/** A new key is published before it signs; a verifier that does not find one asks again. */
const KEPT_SECONDS = 300;

const keys = openHandler(getReceiptKeysOperation, async () => ({
  status: 200,
  headers: { 'Cache-Control': `public, max-age=${KEPT_SECONDS}` },
  body: { keys: await receiptKeys(config.stage, parameters) },
}));

export const handler = byRoute([
  [getAccessLogOperation, accessLog],
  [listDeletionsOperation, deletions],
  [getReceiptKeysOperation, keys],
]);

/** With milliseconds, so that times compare as texts. */
function asStored(moment: string): string {
  return new Date(moment).toISOString();
}
