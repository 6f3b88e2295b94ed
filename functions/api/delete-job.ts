/** DELETE /jobs/{id} */
import { readConfig } from '../../core/base/config.ts';
import { JobRemoval } from '../../core/aws/dynamodb/job-removal.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectRemoval } from '../../core/aws/s3/object-removal.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { JobId } from '../../core/base/job-id.ts';
import { deleteJobOperation } from '../../core/api/operations/delete-job.ts';
import { SomeFailed } from '../../core/base/for-each-settled.ts';
import { deleteJob, NotDeletable, StillThere } from '../../core/steps/requests/delete-job.ts';
import { HttpProblem, TryLater } from '../http/problem.ts';
import { keyHandler } from '../http/handler.ts';

const config = readConfig(['jobsTable', 'resultsBucket', 'stateMachineArn', 'maxLifeMinutes']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  jobs: new JobReader(table),
  removal: new JobRemoval(table),
  objects: new ObjectRemoval(),
  workflow: new Workflow(),
};

export const handler = keyHandler(deleteJobOperation, table, async ({ event, owner }) => {
  const id = JobId.safeParse(event.pathParameters?.id);
  const receipt = id.success
    ? await deleteJob({ jobId: id.data, owner }, using).catch(asProblem)
    : undefined;
  if (!receipt) throw new HttpProblem('not-found', 'There is no such job.');
  return { status: 200, body: receipt };
});

const NOT_ALL = 'Not everything could be removed yet. Try again, which goes on with the rest.';
const LEFT_SECONDS = 2;

function asProblem(error: unknown): never {
  if (error instanceof StillThere || error instanceof SomeFailed) {
    throw new TryLater('busy', NOT_ALL, LEFT_SECONDS);
  }
  if (!(error instanceof NotDeletable)) throw error;
  const { retryAfterSeconds } = error;
  if (retryAfterSeconds === undefined) throw new HttpProblem('not-in-this-state', error.message);
  throw new TryLater('not-in-this-state', error.message, retryAfterSeconds);
}
