/**
 * SNS event of the endpoint: requests that have ended. Scheduled every five minutes as well, for those
 * whose message was lost.
 */
import * as z from 'zod';
import { readConfig } from '../../core/base/config.ts';
import { InvocationTimesStore } from '../../core/aws/dynamodb/invocation-times.ts';
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
import { JobLists } from '../../core/aws/dynamodb/job-lists.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectLister } from '../../core/aws/s3/object-lister.ts';
import { ObjectRemoval } from '../../core/aws/s3/object-removal.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { TaskAnswers } from '../../core/aws/task-answers.ts';
import type { Job } from '../../core/job/job.ts';
import { InferenceResult } from '../../core/machines/sagemaker/messages.ts';
import { keyOf } from '../../core/machines/sagemaker/sagemaker-dispatcher.ts';
import {
  invocationEnded,
  type EndedInvocation,
} from '../../core/steps/attempts/invocation-ended.ts';
import { lostResults } from '../../core/steps/attempts/lost-results.ts';
import { settleHolds } from '../../core/steps/upkeep/settle-holds.ts';

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const holds = new JobHolds(table);
const using = {
  ...config,
  jobs: new JobReader(table),
  lists: new JobLists(table),
  times: new InvocationTimesStore(table),
  objects: new ObjectLister(),
  writer: new ObjectWriter(),
  removal: new ObjectRemoval(),
  answers: new TaskAnswers(),
  onLateEnd: (job: Job) => settleHolds(job, { holds }, { now: new Date() }),
};

/** SNS sends one message per event. */
const Told = z.object({ Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })) });
const Scheduled = z.object({ time: z.iso.datetime() });
const Ending = z.union([Told, Scheduled]);

export async function handler(event: unknown): Promise<void> {
  const ending = Ending.parse(event);
  if ('time' in ending) return lostResults(new Date(ending.time), using);
  for (const { Sns } of ending.Records) await invocationEnded(endedOf(Sns.Message), using);
}

function endedOf(message: string): EndedInvocation {
  const told = InferenceResult.parse(JSON.parse(message));
  const { inferenceId, eventTime: endedAt, responseParameters, failureReason: reason } = told;
  if (told.invocationStatus === 'Failed')
    return { inferenceId, endedAt, reason: reason ?? 'no reason' };
  const location = responseParameters?.outputLocation;
  return { inferenceId, endedAt, ...(location !== undefined && { outputKey: keyOf(location) }) };
}
