/** State Settle: writes the job's final state, or begins its next attempt. */
import { EndpointStore } from '../../core/aws/endpoint-store.ts';
import { readConfig } from '../../core/config.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { ObjectStore } from '../../core/aws/object-store.ts';
import { settle, SettleInput } from '../../core/steps/settle.ts';

const config = readConfig(['jobsTable', 'resultsBucket', 'timeoutSeconds', 'maxAttempts']);
const using = {
  ...config,
  jobs: new JobStore(config.jobsTable),
  objects: new ObjectStore(),
  endpoints: new EndpointStore(config.jobsTable),
};

export async function handler(input: unknown) {
  return settle(SettleInput.parse(input), using);
}
