/** The job that a route's path names, if it is the caller's. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expire, isExpired } from '../../core/steps/upload-arrived.ts';
import { JobId } from '../../core/job-id.ts';
import type { Job } from '../../core/job.ts';
import type { JobStore } from '../../core/aws/job-store.ts';
import type { Workflow } from '../../core/aws/workflow.ts';
import { HttpProblem } from './problem.ts';

interface Dependencies {
  jobs: JobStore;
  workflow: Workflow;
  stateMachineArn: string;
}

/** @throws HttpProblem 404 for an unknown id and for someone else's: the same answer. */
export async function ownedJob(
  event: Pick<APIGatewayProxyEventV2, 'pathParameters'>,
  owner: string,
  using: Dependencies,
): Promise<Job> {
  const id = JobId.safeParse(event.pathParameters?.id);
  const job = id.success ? await using.jobs.job(id.data) : undefined;
  if (job?.owner !== owner) throw new HttpProblem('not-found', 'There is no such job.');
  return isExpired(job, new Date()) ? expire(job, using) : job;
}
