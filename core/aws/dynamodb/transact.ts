/** DynamoDB transactions with retries on conflicts. */
import { setTimeout } from 'node:timers/promises';
import {
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  TransactWriteCommand,
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';

export type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

/** Retries after another transaction held one of the items; the SDK does not retry these. */
const CONFLICT_TRIES = 8;
const CONFLICT_PAUSE_MS = 25;

/** Throws `refused(error)` if a condition failed; other errors pass through. */
export async function transact(
  client: DynamoDBDocumentClient,
  writes: Writes,
  refused: (cause: unknown) => Error,
): Promise<void> {
  await repeatConflicts(async () => {
    try {
      await client.send(new TransactWriteCommand({ TransactItems: writes }));
    } catch (error) {
      throw cancelledBy(error, 'ConditionalCheckFailed') ? refused(error) : error;
    }
  });
}

/** For a single write, too: one that meets a transaction is refused. */
export async function repeatConflicts<T>(write: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isConflict(error) || tried >= CONFLICT_TRIES) throw error;
      await setTimeout(Math.random() * CONFLICT_PAUSE_MS * 2 ** tried);
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof TransactionConflictException || cancelledBy(error, 'TransactionConflict');
}

class Refused extends Error {}

/** @returns false if a condition failed; nothing is written then */
export async function transactUnlessRefused(
  client: DynamoDBDocumentClient,
  writes: Writes,
): Promise<boolean> {
  try {
    await transact(client, writes, (cause) => new Refused('a condition failed', { cause }));
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

function cancelledBy(error: unknown, code: string): boolean {
  return (
    error instanceof TransactionCanceledException &&
    (error.CancellationReasons ?? []).some((reason) => reason.Code === code)
  );
}
