/**
 * Records EC2's events of an instance. If its job still waits for an instance that is ending, the
 * attempt fails at once instead of after a missed heartbeat.
 */
import { setTimeout } from 'node:timers/promises';
import type { Instances } from '../../aws/ec2/instances.ts';
import type { InstanceStore, LaunchedInstance } from '../../aws/dynamodb/instance-store.ts';
import type { JobReader } from '../../aws/dynamodb/job-reader.ts';
import type { Workflow } from '../../aws/workflow.ts';
import { isEnd, type InstanceChange } from '../../machines/instance-change.ts';
import { JOB_ERRORS } from '../../base/job-errors.ts';
import { currentTaskToken } from '../../job/job.ts';
import { routeOf } from '../../machines/routes.ts';
import { isFinal } from '../../job/job-status.ts';

/** Launch records an instance a moment after EC2's answer; events may arrive earlier. */
const PAUSES_MS = [500, 1000, 2000];

interface InstanceChangedPorts {
  jobs: JobReader;
  launched: InstanceStore;
  instances: Instances;
  workflow: Workflow;
}

/**
 * Recorded first: if the attempt's task token is not stored yet, AwaitTranscript then refuses to
 * begin.
 */
export async function instanceChanged(
  instanceId: string,
  change: { kind: InstanceChange; at: Date },
  using: InstanceChangedPorts,
): Promise<void> {
  const instance = await launchedInstance(instanceId, using);
  if (!instance) return;
  await using.launched.note(instance, change);
  if (isEnd(change.kind)) await tellWhoWaits(instance, using);
}

/** Events come for every instance of the account; foreign ones are not waited for. */
async function launchedInstance(
  instanceId: string,
  { launched, instances }: InstanceChangedPorts,
): Promise<LaunchedInstance | undefined> {
  for (const pauseMs of PAUSES_MS) {
    const found = await launched.find(instanceId);
    if (found) return found;
    await setTimeout(pauseMs);
    if (!(await instances.isOurs(instanceId))) break;
  }
  return launched.find(instanceId);
}

async function tellWhoWaits(
  instance: LaunchedInstance,
  using: InstanceChangedPorts,
): Promise<void> {
  const job = await using.jobs.job(instance.jobId);
  if (!job || isFinal(job.status) || !routeOf(job).serves(instance, job)) return;
  const taskToken = currentTaskToken(job);
  if (taskToken === undefined) return;
  await using.workflow.fail(taskToken, 'InstanceLost', JOB_ERRORS.InstanceLost.message);
}
