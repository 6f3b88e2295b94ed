/** Every five minutes: what should have happened to a job by itself, and did not. */
import * as z from 'zod';
import { readConfig } from '../../core/config.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { ObjectStore } from '../../core/aws/object-store.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { catchUpAll } from '../../core/steps/catch-up-all.ts';

const config = readConfig(['jobsTable', 'stateMachineArn', 'maxAudioSeconds']);
const using = {
  ...config,
  jobs: new JobStore(config.jobsTable),
  objects: new ObjectStore(),
  workflow: new Workflow(),
};

/** The round's own time: an event that comes late must not shorten anybody's grace. */
const Scheduled = z.object({ time: z.iso.datetime() });

export async function handler(event: unknown): Promise<void> {
  await catchUpAll(new Date(Scheduled.parse(event).time), using);
}
