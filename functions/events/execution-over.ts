/** Step Functions says that an execution did not succeed: a failed job as a rule, or one without an end. */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { JobId } from '../../core/base/job-id.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { logWarning } from '../../core/base/log.ts';
import { executionOver } from '../../core/steps/upkeep/execution-over.ts';

const config = readConfig(['jobsTable', 'stateMachineArn']);
const table = new JobsTable(config.jobsTable);
const using = { ...config, jobs: new JobStore(table), workflow: new Workflow() };

const StatusChange = z.object({ detail: z.object({ name: z.string(), status: z.string() }) });

export async function handler(event: unknown): Promise<void> {
  const { name, status } = StatusChange.parse(event).detail;
  const jobId = JobId.safeParse(name);
  if (jobId.success) return executionOver(jobId.data, using);
  // It concludes a job that is over, and fails as that job did; the reaper stands behind it.
  logWarning('execution of another name is over', { name, status });
}
