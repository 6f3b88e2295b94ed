/**
 * Creates the job of a queue's message. A message that can never become a job goes to the dead letters
 * with the reason, at once; one that may later stays in its queue.
 */
import * as z from 'zod';
import { AlreadyExists } from '../../aws/dynamodb/job-store.ts';
import type { Queue } from '../../aws/sqs/queue.ts';
import { logError, logInfo, logWarning } from '../../base/log.ts';
import { deadLetterOf, type Refusal } from '../../job/dead-letter.ts';
import type { IntakeMessage } from '../../job/intake-message.ts';

/** SQS hides a message for at most twelve hours after its receive; a function may have used minutes. */
const LONGEST_WAIT_SECONDS = 11.5 * 3600;
/** Each wait costs a receive. */
const SHORTEST_WAIT_SECONDS = 60;
/** Five waits of five minutes, until money that is held comes back, become seven hours. */
const LONGER = 4;

/** Thrown for a message that its sender must change. */
export class MessageRefused extends Error {
  readonly code: string;

  constructor({ code, message }: Refusal) {
    super(message);
    this.name = 'MessageRefused';
    this.code = code;
  }
}

interface TakeMessagePorts {
  /** @throws MessageRefused; AlreadyExists; QuotaReached, OverBudget and errors of other limits that say until when */
  createJob: (message: IntakeMessage) => Promise<{ jobId: string }>;
  intake: Pick<Queue, 'hide'>;
  deadLetters: Pick<Queue, 'send'>;
  /** After so many receives SQS itself moves the message to the dead letters, without a reason. */
  maxReceives: number;
}

/** `kept`: the message stays in its queue; of the others the queue is to delete it. */
export type Taken = 'accepted' | 'refused' | 'kept';

export async function takeMessage(message: IntakeMessage, using: TakeMessagePorts): Promise<Taken> {
  const { messageId } = message;
  try {
    const { jobId } = await using.createJob(message);
    logInfo('message accepted', { messageId, jobId });
    return 'accepted';
  } catch (error) {
    if (error instanceof AlreadyExists) {
      logInfo('message of a job that was deleted', { messageId });
      return 'accepted';
    }
    try {
      return await notAccepted(message, error, using);
    } catch (sending) {
      // It comes again, and in the end SQS moves it.
      logError('message not handled', sending, { messageId });
      return 'kept';
    }
  }
}

async function notAccepted(
  message: IntakeMessage,
  error: unknown,
  { intake, deadLetters, maxReceives }: TakeMessagePorts,
): Promise<Taken> {
  const { messageId, attributes, receiptHandle } = message;
  const receives = attributes.ApproximateReceiveCount;
  const refusal = refusalOf(error);
  const { retryAfterSeconds } = refusal;
  if (!refusal.isForGood && retryAfterSeconds === undefined)
    logError('message failed', error, { messageId, receives });
  if (refusal.isForGood || receives >= maxReceives) {
    await deadLetters.send(deadLetterOf(message, refusal));
    logWarning('message refused', { messageId, code: refusal.code, receives });
    return 'refused';
  }
  if (retryAfterSeconds !== undefined) {
    const atLeast = Math.max(retryAfterSeconds, SHORTEST_WAIT_SECONDS);
    const longer = atLeast * LONGER ** (receives - 1);
    const seconds = Math.min(Math.ceil(longer), LONGEST_WAIT_SECONDS);
    await intake.hide(receiptHandle, seconds);
    logInfo('message waits', { messageId, seconds, receives });
  }
  return 'kept';
}

interface Judged extends Refusal {
  isForGood: boolean;
  /** Set if a limit is used up until then. */
  retryAfterSeconds?: number;
}

function refusalOf(error: unknown): Judged {
  if (error instanceof MessageRefused) {
    return { code: error.code, message: error.message, isForGood: true };
  }
  const limit = Limit.safeParse(error);
  if (limit.success) return { code: 'over-budget', isForGood: false, ...limit.data };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { code: 'internal-error', message: `${name}: ${message}`, isForGood: false };
}

/** Errors of limits: QuotaReached, and others that say when to try again. */
const Limit = z.object({ message: z.string(), retryAfterSeconds: z.number() });
