/** Every five minutes: instances that nobody waits for are marked, and ended in the next round. */
import * as z from 'zod';
import { readConfig } from '../../core/config.ts';
import { Instances } from '../../core/aws/instances.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { reap } from '../../core/steps/reap.ts';

const config = readConfig(['stage', 'jobsTable']);
const using = {
  ...config,
  jobs: new JobStore(config.jobsTable),
  instances: new Instances(`spotscribe-${config.stage}`),
};

/** The round's own time, not this clock's: an event that comes late must not shorten anybody's grace. */
const Scheduled = z.object({ time: z.iso.datetime() });

export async function handler(event: unknown): Promise<void> {
  await reap(new Date(Scheduled.parse(event).time), using);
}
