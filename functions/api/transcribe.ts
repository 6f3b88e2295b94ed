/** POST /transcribe : a form with a small file. */
import { readConfig } from '../../core/config.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { ObjectStore } from '../../core/aws/object-store.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { linksOf } from '../../core/job-view.ts';
import { transcribeRoute } from '../../core/routes/transcribe.ts';
import { transcribeSent } from '../../core/steps/transcribe-sent.ts';
import { readForm } from '../http/form.ts';
import { refusedAsProblem } from '../http/refusals.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig([
  'jobsTable',
  'audioBucket',
  'stateMachineArn',
  'apiUrl',
  'instanceTypes',
  'region',
  'maxAudioSeconds',
]);
const jobs = new JobStore(config.jobsTable);
const using = { ...config, jobs, objects: new ObjectStore(), workflow: new Workflow() };

export const handler = keyRoute(transcribeRoute, jobs, async ({ event, ...caller }) => {
  const { file, force, ...options } = await readForm(event, transcribeRoute.form);
  const sent = { filename: file.name, content: await file.bytes(), options };
  const job = await transcribeSent({ ...sent, ...caller, force }, using).catch(refusedAsProblem);
  const links = linksOf(job.jobId, config.apiUrl);
  return {
    status: 202,
    headers: { Location: links.self },
    body: { jobId: job.jobId, status: job.status, quote: null, links },
  };
});
