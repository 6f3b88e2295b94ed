/** POST /jobs/{id}/edits */
import { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { createEditsOperation } from '../../core/api/operations/create-edits.ts';
import { readConfig } from '../../core/base/config.ts';
import { EditRefused } from '../../core/editing/edit-refused.ts';
import {
  EditedMeanwhile,
  editTranscript,
  NotYetPublished,
  TooManyEdits,
} from '../../core/steps/requests/edit-transcript.ts';
import { TranscriptGone } from '../../core/steps/requests/machine-transcript.ts';
import { keyHandler } from '../http/handler.ts';
import { assertKept } from '../http/kept.ts';
import { storedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const using = { ...config, edits: new EditStore(table), objects: new ObjectReader() };

export const handler = keyHandler(createEditsOperation, table, async (asking) => {
  const { event, owner, keyName, body } = asking;
  const job = await storedJob(event, owner, jobs);
  assertKept(job, 'transcript');
  const asked = { ...body, by: { name: keyName }, at: new Date() };
  const { version, at, by } = await editTranscript(job, asked, using).catch(asProblem);
  return { status: 201, body: { version, at, by } };
});

function asProblem(error: unknown): never {
  if (error instanceof NotYetPublished) {
    throw new HttpProblem('not-yet', 'A transcript can be edited once it is published.');
  }
  if (error instanceof EditedMeanwhile) {
    throw new HttpProblem(
      'edited-meanwhile',
      `The transcript was edited meanwhile: its newest version is ${error.newest}. Read its edits, and send yours again with "base": ${error.newest}.`,
    );
  }
  if (error instanceof EditRefused) {
    const path = `edits.${error.index}`;
    throw new HttpProblem('invalid', `Correct: ${path}.`, [{ path, message: error.message }]);
  }
  if (error instanceof TooManyEdits) {
    throw new HttpProblem('not-in-this-state', 'The transcript has as many edits as it may have.');
  }
  if (!(error instanceof TranscriptGone)) throw error;
  throw new HttpProblem('not-found', 'The transcript has been deleted.');
}
