/** GET /jobs/{id}/waveform */
import { getWaveformOperation } from '../../core/api/operations/get-waveform.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { readConfig } from '../../core/base/config.ts';
import { readWaveform } from '../../core/steps/requests/read-waveform.ts';
import { keyHandler } from '../http/handler.ts';
import { storedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const objects = new ObjectReader();

export const handler = keyHandler(getWaveformOperation, table, async ({ event, owner }) => {
  const { jobId } = await storedJob(event, owner, jobs);
  const body = await readWaveform(jobId, { ...config, objects });
  if (body) return { status: 200, body };
  const why = 'There is no waveform: it comes with the transcript, from newer machine images.';
  throw new HttpProblem('not-found', why);
});
