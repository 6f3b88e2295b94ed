/** POST /transcribe : form with a small file. */
import { readConfig } from '../../core/base/config.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { linksOf, quoteView } from '../../core/view/created-job.ts';
import { transcribeOperation } from '../../core/api/operations/transcribe.ts';
import { transcribeSent } from '../../core/steps/requests/transcribe-sent.ts';
import { defaultModel } from '../../core/transcript/model-name.ts';
import { readForm } from '../http/form.ts';
import { moneyOf } from '../http/money.ts';
import { refusedAsProblem } from '../http/refusals.ts';
import { keyHandler } from '../http/handler.ts';

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
  results: new ResultCache(table),
  writer: new ObjectWriter(),
  workflow: new Workflow(),
  money: moneyOf(table),
};

export const handler = keyHandler(transcribeOperation, table, async ({ event, ...caller }) => {
  const { file, force, ...form } = await readForm(event, transcribeOperation.form);
  const options = { ...form, model: form.model ?? defaultModel(config.models) };
  const sent = { filename: file.name, content: await file.bytes(), options };
  const job = await transcribeSent({ ...sent, ...caller, force }, using).catch(refusedAsProblem);
  const links = linksOf(job.jobId, config.apiUrl);
  return {
    status: 202,
    headers: { Location: links.self },
    body: { jobId: job.jobId, status: job.status, quote: quoteView(job), links },
  };
});
