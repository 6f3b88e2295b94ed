/** Step Functions event: an execution did not succeed, usually because its job failed. */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { JobId } from '../../core/base/job-id.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { logWarning } from '../../core/base/log.ts';
import { unanalysedEnd } from '../../core/steps/attempts/end-analysed.ts';
import { executionOver } from '../../core/steps/upkeep/execution-over.ts';

const config = readConfig(['jobsTable', 'resultsBucket', 'stateMachineArn']);
const jobs = new JobStore(new JobsTable(config.jobsTable));
const objects = new ObjectReader();
const writer = new ObjectWriter();
const endUnanalysed = unanalysedEnd({ ...config, jobs, objects, writer });
const using = { ...config, jobs, workflow: new Workflow(), endUnanalysed };

const StatusChange = z.object({ detail: z.object({ name: z.string(), status: z.string() }) });

export async function handler(event: unknown): Promise<void> {
  const { name, status } = StatusChange.parse(event).detail;
  const jobId = JobId.safeParse(name);
  if (jobId.success) return executionOver(jobId.data, using);
  // An execution that concludes an ended job; it fails as the job did, and the reaper covers it.
  logWarning('execution of another name is over', { name, status });
}
