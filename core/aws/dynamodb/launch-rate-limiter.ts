/**
 * Launch budget in the table: an item for each line, from which launchers reserve their slots. Under
 * load the theoretical arrival time is in the future, and a reservation is an atomic increment without
 * conflicts. Otherwise DynamoDB refuses the increment and returns the item: a slot that was given back
 * is taken, or after an idle period the line begins anew.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { LaunchLine } from '../../job/launch-slot.ts';
import {
  earliest,
  intervalMs,
  ownersBudget,
  turnOf,
  type LaunchBudget,
} from '../../machines/spot/launch-budget.ts';
import { launchLineKey, type Key } from './items.ts';
import type { JobsTable } from './jobs-table.ts';

/** The item as DynamoDB's API writes it, in an error. */
const Refused = z.object({
  arrivalAt: z.object({ N: z.coerce.number() }).optional(),
  freed: z.object({ NS: z.array(z.coerce.number()) }).optional(),
});
const Updated = z.object({ arrivalAt: z.number() });

/** A line's item outlives its last reservation by this: longer than any job waits for an instance. */
const KEPT_MS = 2 * 24 * 3600 * 1000;

interface Line {
  key: Key;
  budget: LaunchBudget;
}

interface Change {
  set: string;
  when: string;
  values: Record<string, number | Set<number>>;
}

type Tried = { arrivalAt: number } | { refusedBy: z.infer<typeof Refused> };

export class LaunchRateLimiter {
  private readonly table: JobsTable;
  private readonly budget: LaunchBudget;
  private readonly now: () => number;

  constructor(table: JobsTable, budget: LaunchBudget, now = () => Date.now()) {
    this.table = table;
    this.budget = budget;
    this.now = now;
  }

  /** Reserves the line's next slot. @returns its time in milliseconds of the epoch: now, or later */
  async reserve(line: LaunchLine, owner: string): Promise<number> {
    const budget = line === 'all' ? this.budget : ownersBudget(this.budget);
    const key = launchLineKey(line, owner);
    for (;;) {
      const turnAt = await this.next({ key, budget });
      if (turnAt !== undefined) return turnAt;
    }
  }

  /** @returns undefined if another launcher was faster */
  private async next({ key, budget }: Line): Promise<number | undefined> {
    const now = this.now();
    const tried = await this.change(key, moveOn(now, budget));
    if ('arrivalAt' in tried) return turnOf(tried.arrivalAt, now, budget);
    const { arrivalAt, freed } = tried.refusedBy;
    const left = freed?.NS ?? [];
    const slot = earliest(left.filter((at) => at > now));
    if (slot !== undefined) {
      const passed = left.filter((at) => at <= now);
      const taken = await this.change(key, takeFreed(slot, passed));
      return 'arrivalAt' in taken ? slot : undefined;
    }
    const isIdle = arrivalAt === undefined || arrivalAt.N <= now;
    const after = await this.change(
      key,
      isIdle ? beginAnew(now, budget) : moveOnWithout(left, now, budget),
    );
    return 'arrivalAt' in after ? turnOf(after.arrivalAt, now, budget) : undefined;
  }

  private async change(key: Key, { set, when, values }: Change): Promise<Tried> {
    const input: UpdateCommandInput = {
      TableName: this.table.name,
      Key: key,
      UpdateExpression: `SET #ttl = :ttl${set}`,
      ConditionExpression: when,
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ...values,
        ':ttl': Math.ceil((this.now() + KEPT_MS) / 1000),
      },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    };
    try {
      const { Attributes } = await this.table.client.send(new UpdateCommand(input));
      return Updated.parse(Attributes);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { refusedBy: Refused.parse(error.Item ?? {}) };
    }
  }
}

function moveOn(now: number, budget: LaunchBudget): Change {
  return {
    set: ', arrivalAt = arrivalAt + :interval',
    when: 'arrivalAt > :now AND attribute_not_exists(freed)',
    values: { ':now': now, ':interval': intervalMs(budget) },
  };
}

/** Also forgets freed slots that have passed. */
function moveOnWithout(passed: readonly number[], now: number, budget: LaunchBudget): Change {
  const change = moveOn(now, budget);
  if (passed.length === 0) return change;
  return {
    set: `${change.set} DELETE freed :passed`,
    when: 'arrivalAt > :now',
    values: { ...change.values, ':passed': new Set(passed) },
  };
}

/** The condition lets one launcher take a slot; `passed` are forgotten with it. */
function takeFreed(slot: number, passed: readonly number[]): Change {
  return {
    set: ' DELETE freed :taken',
    when: 'contains(freed, :slot)',
    values: { ':slot': slot, ':taken': new Set([slot, ...passed]) },
  };
}

function beginAnew(now: number, budget: LaunchBudget): Change {
  return {
    set: ', arrivalAt = :first REMOVE freed',
    when: 'attribute_not_exists(arrivalAt) OR arrivalAt <= :now',
    values: { ':now': now, ':first': now + intervalMs(budget) },
  };
}
