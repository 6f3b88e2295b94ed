/** GET /jobs/{id}/audio */
import { getAudioOperation } from '../../core/api/operations/get-audio.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { readConfig } from '../../core/base/config.ts';
import { audioLink } from '../../core/steps/requests/audio-link.ts';
import { keyHandler } from '../http/handler.ts';
import { storedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig(['jobsTable']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const using = { objects: new ObjectReader(), signer: new ObjectSigner() };

export const handler = keyHandler(getAudioOperation, table, async ({ event, owner }) => {
  const job = await storedJob(event, owner, jobs);
  const body = await audioLink(job, new Date(), using);
  if (body) return { status: 200, body };
  const why =
    job.audio.source === 'url'
      ? 'The audio was fetched from its own address, and is not kept here.'
      : 'The audio is not here: it was not uploaded yet, or it is kept no longer.';
  throw new HttpProblem('not-found', why);
});
