/** GET /links/{token}/waveform */
import { getLinkWaveformOperation } from '../../core/api/operations/get-link-waveform.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LinkStore } from '../../core/aws/dynamodb/link-store.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { readConfig } from '../../core/base/config.ts';
import { readWaveform } from '../../core/steps/requests/read-waveform.ts';
import { openHandler } from '../http/handler.ts';
import { assertHasAudio, linkedJob } from '../http/linked-job.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const using = { jobs: new JobReader(table), links: new LinkStore(table) };
const sources = { ...config, objects: new ObjectReader() };

export const handler = openHandler(getLinkWaveformOperation, async ({ event }) => {
  const { job, link } = await linkedJob(event, using);
  assertHasAudio(link);
  const body = await readWaveform(job.jobId, sources);
  if (!body) throw new HttpProblem('not-found', 'There is no waveform of this audio.');
  return { status: 200, body };
});
