/** State Settle: writes the job's final state, or begins its next attempt. */
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { readConfig } from '../../core/base/config.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { SpeedRecorder } from '../../core/aws/dynamodb/speed-recorder.ts';
import { settle, SettleInput } from '../../core/steps/attempts/settle.ts';

const config = readConfig(['stage', 'jobsTable', 'resultsBucket', 'timeoutSeconds', 'maxAttempts']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  jobs: new JobStore(table),
  machines: new PoolMachines(table),
  speeds: new SpeedRecorder(table),
  objects: new ObjectReader(),
  writer: new ObjectWriter(),
  endpoints: new EndpointStore(table),
};

export async function handler(input: unknown) {
  return settle(SettleInput.parse(input), using);
}
