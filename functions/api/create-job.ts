/** POST /jobs */
import { readConfig } from '../../core/base/config.ts';
import { createJob } from '../../core/steps/requests/create-job.ts';
import { signUpload } from '../../core/steps/requests/sign-upload.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { linksOf, quoteView } from '../../core/view/job-view.ts';
import { PriceStore } from '../../core/aws/dynamodb/price-store.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { AddressGuard } from '../../core/base/address-guard.ts';
import { AudioUrls } from '../../core/base/audio-urls.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { createJobOperation } from '../../core/api/operations/create-job.ts';
import { checkCallable } from '../http/callable.ts';
import { refusedAsProblem } from '../http/refusals.ts';
import { keyHandler } from '../http/handler.ts';
import { assertAvailable } from '../http/unavailable.ts';

const config = readConfig([
  'jobsTable',
  'audioBucket',
  'models',
  'outputBuckets',
  'stateMachineArn',
  'apiUrl',
  'webhookAllow',
  'instanceTypes',
  'maxAudioSeconds',
  'audioUrlAllow',
  'region',
  'zones',
  'onDemandFallback',
  'rootGib',
]);
const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const objects = new ObjectReader();
const results = new ResultCache(table);
const signer = new ObjectSigner();
const workflow = new Workflow();
const quoting = { ...config, prices: new PriceStore(table) };
const guard = new AddressGuard(config.webhookAllow);
const audioUrls = new AudioUrls(config.audioUrlAllow);

export const handler = keyHandler(createJobOperation, table, async (asking) => {
  const { owner, jobQuota, headers, body: request } = asking;
  assertAvailable(request);
  if (request.webhook) checkCallable(request.webhook.url, 'webhook.url', guard);
  const asked = { request, owner, jobQuota, idempotencyKey: headers['Idempotency-Key'] };
  // A single `now`, so that the upload address expires with the job's wait.
  const now = new Date();
  const sources = { jobs, objects, results, workflow, audioUrls, quoting };
  const using = { ...sources, ...config, now: () => now };
  const job = await createJob(asked, using).catch(refusedAsProblem);
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
