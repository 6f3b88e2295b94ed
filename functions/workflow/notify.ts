/** State Notify: one try to deliver the job's webhook. */
import * as z from 'zod';
import { AddressGuard } from '../../core/address-guard.ts';
import { readConfig } from '../../core/config.ts';
import { JobId } from '../../core/job-id.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { notify } from '../../core/steps/notify.ts';
import { Parameters } from '../../core/aws/parameters.ts';

const config = readConfig(['stage', 'jobsTable', 'apiUrl', 'webhookAllow']);
const using = {
  ...config,
  jobs: new JobStore(config.jobsTable),
  parameters: new Parameters(),
  guard: new AddressGuard(config.webhookAllow),
};

const Input = z.object({ jobId: JobId });

export async function handler(input: unknown): Promise<void> {
  await notify(Input.parse(input).jobId, using);
}
