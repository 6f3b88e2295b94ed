/** POST /jobs */
import { readConfig } from '../../core/config.ts';
import { createJob } from '../../core/steps/create-job.ts';
import { signUpload } from '../../core/steps/sign-upload.ts';
import { EarlierResults } from '../../core/aws/earlier-results.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { JobsTable } from '../../core/aws/jobs-table.ts';
import { linksOf, quoteOf } from '../../core/job-view.ts';
import { PriceStore } from '../../core/aws/price-store.ts';
import { ObjectReader } from '../../core/aws/object-reader.ts';
import { ObjectSigner } from '../../core/aws/object-signer.ts';
import { AddressGuard } from '../../core/address-guard.ts';
import { AudioUrls } from '../../core/audio/audio-urls.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { createJobRoute } from '../../core/routes/create-job.ts';
import { checkCallable } from '../http/callable.ts';
import { refusedAsProblem } from '../http/refusals.ts';
import { keyRoute } from '../http/route.ts';
import { refuseUnavailable } from '../http/unavailable.ts';

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
const results = new EarlierResults(table);
const signer = new ObjectSigner();
const workflow = new Workflow();
const quoting = { ...config, prices: new PriceStore(table) };
const guard = new AddressGuard(config.webhookAllow);
const audioUrls = new AudioUrls(config.audioUrlAllow);

export const handler = keyRoute(createJobRoute, table, async (asking) => {
  const { owner, jobQuota, headers, body: request } = asking;
  refuseUnavailable(request);
  if (request.webhook) checkCallable(request.webhook.url, 'webhook.url', guard);
  const asked = { request, owner, jobQuota, idempotencyKey: headers['Idempotency-Key'] };
  // One time for all: the address shall hold as long as the job waits.
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
      quote: quoteOf(job),
      ...(upload && { upload }),
      links,
    },
  };
});
