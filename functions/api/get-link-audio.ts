/** GET /links/{token}/audio */
import { getLinkAudioOperation } from '../../core/api/operations/get-link-audio.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LinkStore } from '../../core/aws/dynamodb/link-store.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { readConfig } from '../../core/base/config.ts';
import { audioLink } from '../../core/steps/requests/audio-link.ts';
import { openHandler } from '../http/handler.ts';
import { assertHasAudio, linkedJob } from '../http/linked-job.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig(['jobsTable']);
const table = new JobsTable(config.jobsTable);
const using = { jobs: new JobReader(table), links: new LinkStore(table) };
const sources = { objects: new ObjectReader(), signer: new ObjectSigner() };

export const handler = openHandler(getLinkAudioOperation, async ({ event }) => {
  const { job, link } = await linkedJob(event, using);
  assertHasAudio(link);
  const body = await audioLink(job, new Date(), sources);
  if (!body) throw new HttpProblem('not-found', 'The audio is not kept here any more.');
  return { status: 200, body };
});
