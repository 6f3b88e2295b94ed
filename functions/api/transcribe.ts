/** POST /transcribe : a form with a small file. */
import { readConfig } from '../../core/config.ts';
import { EarlierResults } from '../../core/aws/earlier-results.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { JobsTable } from '../../core/aws/jobs-table.ts';
import { ObjectReader } from '../../core/aws/object-reader.ts';
import { ObjectWriter } from '../../core/aws/object-writer.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { linksOf, quoteOf } from '../../core/job-view.ts';
import { transcribeRoute } from '../../core/routes/transcribe.ts';
import { transcribeSent } from '../../core/steps/transcribe-sent.ts';
import { readForm } from '../http/form.ts';
import { refusedAsProblem } from '../http/refusals.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig([
  'jobsTable',
  'audioBucket',
  'models',
  'stateMachineArn',
  'apiUrl',
  'instanceTypes',
  'region',
  'maxAudioSeconds',
]);
const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const using = {
  ...config,
  jobs,
  objects: new ObjectReader(),
  results: new EarlierResults(table),
  writer: new ObjectWriter(),
  workflow: new Workflow(),
};

export const handler = keyRoute(transcribeRoute, table, async ({ event, ...caller }) => {
  const { file, force, ...options } = await readForm(event, transcribeRoute.form);
  const sent = { filename: file.name, content: await file.bytes(), options };
  const job = await transcribeSent({ ...sent, ...caller, force }, using).catch(refusedAsProblem);
  const links = linksOf(job.jobId, config.apiUrl);
  return {
    status: 202,
    headers: { Location: links.self },
    body: { jobId: job.jobId, status: job.status, quote: quoteOf(job), links },
  };
});
