/**
 * Scheduled every five minutes: marks orphan instances, and terminates those marked before. Once an
 * hour reads how many machines the account may have.
 */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { Instances } from '../../core/aws/ec2/instances.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { MachineQuotas } from '../../core/aws/dynamodb/machine-quotas.ts';
import { ServerRows } from '../../core/aws/dynamodb/server-rows.ts';
import { ServiceQuotas } from '../../core/aws/service-quotas.ts';
import { renewQuotas } from '../../core/steps/upkeep/renew-quotas.ts';
import { reap } from '../../core/steps/upkeep/reap.ts';

const config = readConfig(['stage', 'region', 'jobsTable', 'poolLifeMinutes']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  jobs: new JobReader(table),
  instances: new Instances(`spotscribe-${config.stage}`),
  servers: new ServerRows(table),
  machineQuotas: new MachineQuotas(table),
  serviceQuotas: new ServiceQuotas(config.region, table.client.config.credentials),
};

/** The event's own time, not this clock's: a late event must not shorten grace periods. */
const Scheduled = z.object({ time: z.iso.datetime() });

export async function handler(event: unknown): Promise<void> {
  const now = new Date(Scheduled.parse(event).time);
  // First the instances that cost money: quotas may wait for another round.
  await reap(now, using);
  await renewQuotas(now, using);
}
