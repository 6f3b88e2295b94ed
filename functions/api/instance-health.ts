/** POST /instances/health : what a machine of a pool reports. */
import { readConfig } from '../../core/base/config.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { ServerRows } from '../../core/aws/dynamodb/server-rows.ts';
import { instanceHealthOperation } from '../../core/api/operations/instance-health.ts';
import { machineHealth } from '../../core/steps/upkeep/machine-health.ts';
import { instanceHandler } from '../http/handler.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig([
  'jobsTable',
  'accountId',
  'instanceRole',
  'poolRole',
  'workerRole',
  'models',
]);
const table = new JobsTable(config.jobsTable);
const using = {
  machines: new PoolMachines(table),
  servers: new ServerRows(table),
  models: config.models,
};

export const handler = instanceHandler(
  instanceHealthOperation,
  config,
  async ({ machine, body: report }) => {
    const answer = await machineHealth({ machine, report, now: new Date() }, using);
    if (answer) return { status: 200, body: answer };
    throw new HttpProblem('not-found', 'No pool has this machine, or it is not recorded yet.');
  },
);
