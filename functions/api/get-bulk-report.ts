/** GET /bulk/{id}/report */
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { getBulkReportOperation } from '../../core/api/operations/get-bulk-report.ts';
import { readConfig } from '../../core/base/config.ts';
import { isOver, REPORT_TYPES, reportPlace } from '../../core/bulk/bulk.ts';
import { signedElsewhere } from '../http/document.ts';
import { keyHandler } from '../http/handler.ts';
import { noBulk, ownedBulk } from '../http/owned-bulk.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const using = { ...config, bulks: new BulkStore(table) };
const objects = new ObjectReader();
const signer = new ObjectSigner();

export const handler = keyHandler(getBulkReportOperation, table, async (asking) => {
  const { event, owner, query } = asking;
  const bulk = await ownedBulk(event, owner, using);
  if (!isOver(bulk)) {
    throw new HttpProblem('not-yet', 'The bulk is not over; its report is written at its end.');
  }
  const place = reportPlace(bulk.bulkId, query.format, config);
  // One that was cancelled before its files came has none.
  if (!(await objects.head(place))) throw noBulk();
  return signedElsewhere(place, REPORT_TYPES[query.format], signer);
});
