/** POST /jobs/{id}/cancel */
import { readConfig } from '../../core/base/config.ts';
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { UnusedLaunchSlots } from '../../core/aws/dynamodb/unused-launch-slots.ts';
import { OfferTokens } from '../../core/aws/offer-tokens.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { viewOf } from '../../core/view/job-view.ts';
import { cancelJobOperation } from '../../core/api/operations/cancel-job.ts';
import { AlreadyOver, cancelJob } from '../../core/steps/requests/cancel-job.ts';
import { storedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';
import { keyHandler } from '../http/handler.ts';

const config = readConfig(['jobsTable', 'stateMachineArn', 'apiUrl']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobStore(table);
const using = {
  ...config,
  jobs,
  workflow: new Workflow(),
  holds: new JobHolds(table),
  offers: new OfferTokens(),
  slots: new UnusedLaunchSlots(table),
};

export const handler = keyHandler(cancelJobOperation, table, async ({ event, owner }) => {
  const job = await storedJob(event, owner, jobs);
  const cancelled = await cancelJob(job, using).catch(asProblem);
  return { status: 200, body: viewOf(cancelled, { ...config, now: new Date() }) };
});

function asProblem(error: unknown): never {
  if (!(error instanceof AlreadyOver)) throw error;
  throw new HttpProblem('not-in-this-state', error.message);
}
