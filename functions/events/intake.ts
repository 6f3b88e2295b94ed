/** SQS event: messages of the intake queue, each a request for a job. */
import type { SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { Owner } from '../../core/access/api-key.ts';
import { PROBLEMS } from '../../core/api/problems.ts';
import { ApiKeyRegistry } from '../../core/aws/dynamodb/api-key-registry.ts';
import { DailyQuota } from '../../core/aws/dynamodb/daily-quota.ts';
import { isDeleted } from '../../core/aws/dynamodb/deleted-jobs.ts';
import { AlreadyExists } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { KnownOwners } from '../../core/aws/dynamodb/known-owners.ts';
import { Queue } from '../../core/aws/sqs/queue.ts';
import { messageJobId } from '../../core/base/job-id.ts';
import { readConfig } from '../../core/base/config.ts';
import { writeCounts } from '../../core/base/metrics.ts';
import {
  attributeOf,
  IntakeMessage,
  intakeSchema,
  messageIdentity,
} from '../../core/job/intake-message.ts';
import type { Job } from '../../core/job/job.ts';
import { MessageRefused, takeMessage, type Taken } from '../../core/steps/arrivals/take-message.ts';
import { jobCreation } from '../http/job-creation.ts';
import { HttpProblem } from '../http/problem.ts';
import { checked, readJson } from '../http/request.ts';

const config = readConfig([
  'jobsTable',
  'stage',
  'defaultOwner',
  'jobsPerDay',
  'intakeQueueUrl',
  'intakeDeadLettersUrl',
  'intakeMaxReceives',
]);
const table = new JobsTable(config.jobsTable);
const create = jobCreation(table);
const quotas = new DailyQuota(table);
const owners = new KnownOwners(new ApiKeyRegistry(table));
const using = {
  createJob: async (message: IntakeMessage) => jobOf(message).catch(refused),
  intake: new Queue(config.intakeQueueUrl),
  deadLetters: new Queue(config.intakeDeadLettersUrl),
  maxReceives: config.intakeMaxReceives,
};

const Received = z.object({ Records: z.array(IntakeMessage) });

export async function handler(event: unknown): Promise<SQSBatchResponse> {
  const { Records } = Received.parse(event);
  const taken = await Promise.all(Records.map((message) => takeMessage(message, using)));
  countTaken(taken);
  const kept = Records.filter((_, at) => taken[at] === 'kept');
  return { batchItemFailures: kept.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function jobOf(message: IntakeMessage): Promise<Job> {
  const body = readJson(message.body);
  const { request, olderId } = checked(intakeSchema(body), body);
  const owner = await ownerOf(message);
  const jobQuota = quotas.today(owner, config.jobsPerDay);
  const identity = { id: messageIdentity(message, olderId), body };
  try {
    return await create({ request, owner, jobQuota, message: identity }, new Date());
  } catch (error) {
    // Its audio was deleted with it, so that the request itself is refused.
    const isRefused = error instanceof HttpProblem;
    if (isRefused && (await isDeleted(messageJobId(owner, identity.id), table))) {
      throw new AlreadyExists(error);
    }
    throw error;
  }
}

/** Senders are trusted with it: only principals that the operator allows can send. */
async function ownerOf(message: IntakeMessage): Promise<string> {
  const named = attributeOf(message, 'owner');
  if (named === undefined || named === config.defaultOwner) return config.defaultOwner;
  if (Owner.safeParse(named).success && (await owners.has(named))) return named;
  throw new MessageRefused({
    code: 'invalid',
    message: 'The attribute owner names an owner without a valid API key. Create a key for it.',
  });
}

function refused(error: unknown): never {
  if (!(error instanceof HttpProblem) || isPassing(error)) throw error;
  const { code, message: detail, errors = [] } = error;
  const fields = errors.map(({ path, message }) => `${path}: ${message}`);
  // A problem with one field often has the field's message as its detail.
  const isSaid = errors.some(({ message }) => message === detail);
  throw new MessageRefused({ code, message: [...(isSaid ? [] : [detail]), ...fields].join(' ') });
}

function isPassing({ code }: HttpProblem): boolean {
  const [status] = PROBLEMS[code];
  return status === 429 || status >= 500;
}

function countTaken(taken: readonly Taken[]): void {
  const accepted = taken.filter((one) => one === 'accepted').length;
  const dead = taken.filter((one) => one === 'refused').length;
  const counts = {
    ...(accepted && { IntakeJobs: accepted }),
    ...(dead && { IntakeRefused: dead }),
  };
  if (accepted + dead > 0) writeCounts(config.stage, counts, new Date());
}
