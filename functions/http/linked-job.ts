/** Finds the job that the link in the path shows. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { hashLinkToken, LinkToken, type ShareLink } from '../../core/access/share-link.ts';
import type { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import type { LinkStore } from '../../core/aws/dynamodb/link-store.ts';
import type { Job } from '../../core/job/job.ts';
import { isOver } from '../../core/job/kept-until.ts';
import { HttpProblem } from './problem.ts';

type Event = Pick<APIGatewayProxyEventV2, 'pathParameters'>;

interface LinkedJobPorts {
  jobs: Pick<JobReader, 'job'>;
  links: Pick<LinkStore, 'find'>;
}

/** @throws HttpProblem 404, the same for a link that never was, is over, was ended, or lost its job or transcript */
export async function linkedJob(
  event: Event,
  { jobs, links }: LinkedJobPorts,
): Promise<{ job: Job; link: ShareLink }> {
  const token = LinkToken.safeParse(event.pathParameters?.token);
  const link = token.success ? await links.find(hashLinkToken(token.data)) : undefined;
  const job = link && (await jobs.job(link.jobId));
  if (!job || isOver(job, 'transcript', new Date())) throw noLink();
  return { job, link };
}

/** The audio of a link that does not have it. @throws HttpProblem 404 */
export function assertHasAudio({ audio }: ShareLink): void {
  if (!audio) throw new HttpProblem('not-found', 'The link gives the text only.');
}

function noLink(): HttpProblem {
  return new HttpProblem('not-found', 'There is no such link, or it works no longer.');
}
