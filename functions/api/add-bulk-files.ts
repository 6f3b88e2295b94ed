/** POST /bulk/{id}/files */
import { BulkStore } from '../../core/aws/dynamodb/bulk-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { addBulkFilesOperation } from '../../core/api/operations/add-bulk-files.ts';
import { readConfig } from '../../core/base/config.ts';
import { addFiles, BulkBegun } from '../../core/steps/bulk/add-files.ts';
import { keyHandler } from '../http/handler.ts';
import { ownedBulk } from '../http/owned-bulk.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig(['jobsTable', 'audioBucket']);
const table = new JobsTable(config.jobsTable);
const bulks = new BulkStore(table);
const using = { ...config, objects: new ObjectReader(), signer: new ObjectSigner() };

export const handler = keyHandler(addBulkFilesOperation, table, async ({ event, owner, body }) => {
  const bulk = await ownedBulk(event, owner, { bulks });
  const files = await addFiles(bulk, body.files, using).catch(begunAsProblem);
  return { status: 200, body: { files } };
});

function begunAsProblem(error: unknown): never {
  if (!(error instanceof BulkBegun)) throw error;
  throw new HttpProblem('not-in-this-state', error.message);
}
