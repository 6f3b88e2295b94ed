/** POST /jobs */
import { readConfig } from '../../core/base/config.ts';
import { signUpload } from '../../core/steps/requests/sign-upload.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { linksOf, quoteView } from '../../core/view/created-job.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { createJobOperation } from '../../core/api/operations/create-job.ts';
import { keyHandler } from '../http/handler.ts';
import { jobCreation } from '../http/job-creation.ts';

const config = readConfig(['jobsTable', 'apiUrl']);
const table = new JobsTable(config.jobsTable);
const create = jobCreation(table);
const signer = new ObjectSigner();

export const handler = keyHandler(createJobOperation, table, async (asking) => {
  const { owner, jobQuota, headers, body: request } = asking;
  const asked = { request, owner, jobQuota, idempotencyKey: headers['Idempotency-Key'] };
  // A single `now`, so that the upload address expires with the job's wait.
  const now = new Date();
  const job = await create(asked, now);
  const type = request.audio.upload?.contentType;
  const upload = await signUpload(job, type, { signer, now });
  const links = linksOf(job.jobId, config.apiUrl);
  return {
    status: 202,
    headers: { Location: links.self },
    body: {
      jobId: job.jobId,
      status: job.status,
      quote: quoteView(job),
      ...(upload && { upload }),
      links,
    },
  };
});
