/**
 * EC2's events of an instance that come before Launch has recorded it: its process was slow, or EC2's
 * answer was lost. They are kept in the item that the record will replace. Each of the two writes has
 * a condition on the other, so the second one finds the first, in either order. Instances of others in
 * the account get such items, too, which expire.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  INSTANCE_CHANGES,
  INSTANCE_MOMENTS,
  type InstanceChange,
  type InstanceMoment,
  type InstanceMoments,
} from '../../machines/instance-change.ts';
import { instanceKey, type InstanceRecord } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { repeatConflicts, type Writes } from './transact.ts';

/** Longer than Launch asks for the instance of an attempt whose answer was lost. */
const KEPT_MS = 60 * 60_000;

/**
 * Keeps one of each kind.
 * @returns false if the instance is recorded; nothing is written then
 */
export async function keepEarly(
  instanceId: string,
  { kind, at }: { kind: InstanceChange; at: Date },
  table: JobsTable,
): Promise<boolean> {
  const { moment } = INSTANCE_CHANGES[kind];
  const command = new UpdateCommand({
    TableName: table.name,
    Key: instanceKey(instanceId),
    UpdateExpression: 'SET #moment = if_not_exists(#moment, :time), #ttl = :ttl',
    ConditionExpression: 'attribute_not_exists(jobId)',
    ExpressionAttributeNames: { '#moment': moment, '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':time': at.toISOString(),
      ':ttl': Math.ceil((Date.now() + KEPT_MS) / 1000),
    },
  });
  const kept = await unlessRefused(repeatConflicts(() => table.client.send(command)));
  return kept !== undefined;
}

/** Write of an instance's record: refused if it has one, or if other events than `early` came before. */
export function recordWrite(
  instanceId: string,
  { record, early }: { record: InstanceRecord; early: InstanceMoments },
  table: JobsTable,
): Writes[number] {
  const unchanged = INSTANCE_MOMENTS.map((moment) =>
    early[moment] === undefined ? `attribute_not_exists(${moment})` : `${moment} = :${moment}`,
  );
  const values = Object.entries(early).map(([moment, time]) => [`:${moment}`, time] as const);
  return {
    Put: {
      TableName: table.name,
      Item: { ...instanceKey(instanceId), ...record, ...early },
      ConditionExpression: ['attribute_not_exists(jobId)', ...unchanged].join(' AND '),
      ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** Thrown when only the record was refused, because of what the instance's item has. */
export class InstanceKnown extends Error {
  readonly record: InstanceRecord | undefined;
  readonly moments: InstanceMoments;

  constructor({ record, moments }: Known, cause: unknown) {
    super('the instance is known already', { cause });
    this.name = 'InstanceKnown';
    this.record = record;
    this.moments = moments;
  }
}

interface Known {
  record: InstanceRecord | undefined;
  moments: InstanceMoments;
}

/**
 * @param cause of a refused transaction
 * @param nth place of the record among its writes
 * @returns undefined if the condition of another write failed, too
 */
export function instanceKnown(cause: unknown, nth: number): InstanceKnown | undefined {
  if (!(cause instanceof TransactionCanceledException)) return undefined;
  const reasons = cause.CancellationReasons ?? [];
  const failed = reasons.flatMap(({ Code }, index) =>
    Code === 'ConditionalCheckFailed' ? [index] : [],
  );
  if (failed.length !== 1 || failed[0] !== nth) return undefined;
  // Without an item if it expired meanwhile.
  return new InstanceKnown(KnownItem.parse(reasons[nth]?.Item ?? {}), cause);
}

/** The item as DynamoDB's API writes it, in an error. */
const Text = z.object({ S: z.string() }).transform(({ S }) => S);
const Whole = z.object({ N: z.coerce.number<string>().int() }).transform(({ N }) => N);
const Moments = z.object({
  runningAt: Text.optional(),
  interruptionAt: Text.optional(),
  rebalanceAt: Text.optional(),
  endedAt: Text.optional(),
  terminatedAt: Text.optional(),
} satisfies Record<InstanceMoment, unknown>);
const KnownItem = Moments.extend({ jobId: Text.optional(), attempt: Whole.optional() }).transform(
  ({ jobId, attempt, ...moments }): Known => ({
    record: jobId === undefined || attempt === undefined ? undefined : { jobId, attempt },
    moments,
  }),
);
