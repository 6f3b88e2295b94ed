/** EC2 says that an instance is ending: ours, or any other of the account. */
import * as z from 'zod';
import { readConfig } from '../../core/config.ts';
import { instanceEnding } from '../../core/steps/instance-ending.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { Workflow } from '../../core/aws/workflow.ts';

const config = readConfig(['jobsTable']);
const using = { jobs: new JobStore(config.jobsTable), workflow: new Workflow() };

const StateChange = z.object({
  time: z.iso.datetime(),
  detail: z.object({ 'instance-id': z.string() }),
});

export async function handler(event: unknown): Promise<void> {
  const { time, detail } = StateChange.parse(event);
  await instanceEnding(detail['instance-id'], new Date(time), using);
}
