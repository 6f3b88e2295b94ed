/** Scheduled every five minutes: marks orphan instances, and terminates those marked before. */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { Instances } from '../../core/aws/ec2/instances.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { reap } from '../../core/steps/upkeep/reap.ts';

const config = readConfig(['stage', 'jobsTable']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  jobs: new JobReader(table),
  instances: new Instances(`spotscribe-${config.stage}`),
};

/** The event's own time, not this clock's: a late event must not shorten grace periods. */
const Scheduled = z.object({ time: z.iso.datetime() });

export async function handler(event: unknown): Promise<void> {
  await reap(new Date(Scheduled.parse(event).time), using);
}
