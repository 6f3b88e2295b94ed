/**
 * Results of the endpoint whose message has not come: their objects are there, and their jobs wait. A
 * round in which there are none is one request.
 */
import type { JobLists } from '../../aws/dynamodb/job-lists.ts';
import type { ObjectLister } from '../../aws/s3/object-lister.ts';
import { forEachSettled } from '../../base/for-each-settled.ts';
import type { Job } from '../../job/job.ts';
import { isOfEndpoint } from '../../machines/sagemaker/endpoint.ts';
import { inferenceId, SAGEMAKER_PREFIX } from '../../machines/sagemaker/messages.ts';
import {
  invocationEnded,
  type EndedInvocation,
  type InvocationEndedPorts,
} from './invocation-ended.ts';

export interface LostResultsPorts extends InvocationEndedPorts {
  lists: Pick<JobLists, 'open'>;
  objects: InvocationEndedPorts['objects'] & Pick<ObjectLister, 'list'>;
}

/** @throws SomeFailed */
export async function lostResults(now: Date, using: LostResultsPorts): Promise<void> {
  const found = await using.objects.list(using.resultsBucket, SAGEMAKER_PREFIX);
  if (found.length === 0) return;
  const keys = new Set(found.map(({ key }) => key));
  await forEachSettled(
    await using.lists.open(now),
    (jobId) => jobId,
    async (jobId) => {
      const job = await using.jobs.job(jobId);
      const ended = job && endedOf(job, keys, now);
      if (ended) await invocationEnded(ended, using);
    },
  );
}

function endedOf(job: Job, keys: ReadonlySet<string>, now: Date): EndedInvocation | undefined {
  const { instance } = job;
  if (!instance?.invocation || !isOfEndpoint(instance)) return undefined;
  const { outputKey, failureKey = '' } = instance.invocation;
  const told = { inferenceId: inferenceId(job), endedAt: now.toISOString() };
  if (keys.has(outputKey)) return { ...told, outputKey };
  return keys.has(failureKey) ? { ...told, reason: 'its message has not come' } : undefined;
}
