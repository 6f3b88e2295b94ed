/** POST /jobs */
import { readConfig } from '../../core/config.ts';
import { createJob } from '../../core/steps/create-job.ts';
import { unavailable, type CreateJobRequest } from '../../core/job-request.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { linksOf } from '../../core/job-view.ts';
import { ObjectStore } from '../../core/aws/object-store.ts';
import { AddressGuard } from '../../core/address-guard.ts';
import { AudioUrls } from '../../core/audio-urls.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { createJobRoute } from '../../core/routes/create-job.ts';
import { checkCallable } from '../http/callable.ts';
import { HttpProblem } from '../http/problem.ts';
import { refusedAsProblem } from '../http/refusals.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig([
  'jobsTable',
  'audioBucket',
  'stateMachineArn',
  'apiUrl',
  'webhookAllow',
  'instanceTypes',
  'maxAudioSeconds',
  'audioUrlAllow',
  'region',
]);
const jobs = new JobStore(config.jobsTable);
const objects = new ObjectStore();
const workflow = new Workflow();
const guard = new AddressGuard(config.webhookAllow);
const audioUrls = new AudioUrls(config.audioUrlAllow);

export const handler = keyRoute(createJobRoute, jobs, async (asking) => {
  const { owner, jobQuota, headers, body: request } = asking;
  refuseUnavailable(request);
  if (request.webhook) checkCallable(request.webhook.url, 'webhook.url', guard);
  const asked = { request, owner, jobQuota, idempotencyKey: headers['Idempotency-Key'] };
  const using = { jobs, objects, workflow, audioUrls, ...config };
  const { job, upload } = await createJob(asked, using).catch(refusedAsProblem);
  const links = linksOf(job.jobId, config.apiUrl);
  return {
    status: 202,
    headers: { Location: links.self },
    body: { jobId: job.jobId, status: job.status, quote: null, ...(upload && { upload }), links },
  };
});

function refuseUnavailable(request: CreateJobRequest): void {
  const errors = unavailable(request);
  if (errors.length === 0) return;
  const detail = errors.map(({ message }) => message).join(' ');
  throw new HttpProblem('not-available', detail, errors);
}
