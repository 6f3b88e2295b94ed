/** State Settle: writes the job's final state, or begins its next attempt. */
import { readConfig } from '../../core/config.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { settle, SettleInput } from '../../core/steps/settle.ts';

const config = readConfig(['jobsTable', 'timeoutSeconds', 'maxAttempts']);
const using = { ...config, jobs: new JobStore(config.jobsTable) };

export async function handler(input: unknown) {
  return settle(SettleInput.parse(input), using);
}
