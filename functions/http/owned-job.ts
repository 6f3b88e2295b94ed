/** Loads the job in the path, if it belongs to the caller. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { catchUp } from '../../core/steps/upkeep/catch-up.ts';
import type { ArrivalTools } from '../../core/steps/arrivals/upload-arrived.ts';
import type { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobId } from '../../core/base/job-id.ts';
import type { Job } from '../../core/job/job.ts';
import { HttpProblem } from './problem.ts';

type Event = Pick<APIGatewayProxyEventV2, 'pathParameters'>;

/** With repairs (catchUp). @throws HttpProblem as `storedJob` */
export async function ownedJob(event: Event, owner: string, using: ArrivalTools): Promise<Job> {
  return catchUp(await storedJob(event, owner, using.jobs), new Date(), using);
}

/** As stored. @throws HttpProblem 404 for an unknown id and for another owner's job alike */
export async function storedJob(event: Event, owner: string, jobs: JobReader): Promise<Job> {
  const id = JobId.safeParse(event.pathParameters?.id);
  const job = id.success ? await jobs.job(id.data) : undefined;
  if (job?.owner !== owner) throw new HttpProblem('not-found', 'There is no such job.');
  return job;
}
