/** POST /uploads/{id}/parts */
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { UploadRecords } from '../../core/aws/dynamodb/upload-records.ts';
import { PartSigner } from '../../core/aws/s3/part-signer.ts';
import { signPartsOperation } from '../../core/api/operations/sign-parts.ts';
import { readConfig } from '../../core/base/config.ts';
import { signParts } from '../../core/steps/requests/sign-parts.ts';
import { keyHandler } from '../http/handler.ts';
import { overAsProblem, ownedUpload } from '../http/owned-upload.ts';
import { refusedAsProblem } from '../http/refusals.ts';

const table = new JobsTable(readConfig(['jobsTable']).jobsTable);
const stores = { jobs: new JobReader(table), records: new UploadRecords(table) };
const signer = new PartSigner();

export const handler = keyHandler(signPartsOperation, table, async ({ event, owner, body }) => {
  const upload = await ownedUpload(event, owner, stores);
  const signed = await signParts(upload, body.parts, { signer, now: new Date() })
    .catch(refusedAsProblem)
    .catch(overAsProblem);
  return { status: 200, body: signed };
});
