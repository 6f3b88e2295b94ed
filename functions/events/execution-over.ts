/** Step Functions event: an execution did not succeed, usually because its job failed. */
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
  // An execution that concludes an ended job; it fails as the job did, and the reaper covers it.
  logWarning('execution of another name is over', { name, status });
}
