/** POST /jobs/{id}/analyses */
import { JobStore, AlreadyExists } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LaterAnalyses } from '../../core/aws/dynamodb/later-analyses.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { AddressGuard } from '../../core/base/address-guard.ts';
import { readConfig } from '../../core/base/config.ts';
import { createAnalysesOperation } from '../../core/api/operations/create-analyses.ts';
import { createAnalyses, NotAnalysable } from '../../core/steps/requests/create-analyses.ts';
import { linksOf, quoteView } from '../../core/view/created-job.ts';
import { checkCallable } from '../http/callable.ts';
import { keyHandler } from '../http/handler.ts';
import { moneyOf } from '../http/money.ts';
import { storedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';
import { refusedAsProblem } from '../http/refusals.ts';

const config = readConfig([
  'jobsTable',
  'apiUrl',
  'stateMachineArn',
  'analysisModels',
  'webhookAllow',
  'instanceTypes',
  'region',
]);
const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const guard = new AddressGuard(config.webhookAllow);
const money = moneyOf(table);
const using = {
  ...config,
  jobs,
  later: new LaterAnalyses(table),
  workflow: new Workflow(),
  quoting: money.quoting,
  money,
};

export const handler = keyHandler(createAnalysesOperation, table, async (asking) => {
  const { event, owner, jobQuota, headers, body: request } = asking;
  const of = await storedJob(event, owner, jobs);
  const { webhook } = request;
  if (webhook) checkCallable(webhook.url, 'webhook.url', guard);
  const asked = { request, owner, jobQuota, idempotencyKey: headers['Idempotency-Key'] };
  const job = await createAnalyses(of, asked, { ...using, now: new Date() }).catch(asProblem);
  const links = linksOf(job.jobId, config.apiUrl);
  return {
    status: 202,
    headers: { Location: links.self },
    body: { jobId: job.jobId, status: job.status, quote: quoteView(job), links },
  };
});

function asProblem(error: unknown): never {
  if (error instanceof NotAnalysable) throw new HttpProblem('not-in-this-state', error.message);
  if (error instanceof AlreadyExists) throw new HttpProblem('not-found', 'There is no such job.');
  return refusedAsProblem(error);
}
