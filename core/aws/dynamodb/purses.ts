/**
 * Items of purses. Reserving is one conditional update of one item, without a transaction: jobs that are
 * created at once do not conflict, and the condition keeps the sum within the limit. Until its job is
 * stored, a reservation is named in `pending`: a repeated call takes nothing twice, and money that a
 * function reserved before it died is found and given back.
 */
import { randomBytes } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { OverBudget } from '../../budgets/over-budget.ts';
import { PURSE_KEPT_MS, type MicroUsd, type Purse, type PurseState } from '../../budgets/purse.ts';
import { JobHold } from '../../job/job-hold.ts';
import { jobKey, purseKey } from './items.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';
import { repeatConflicts } from './transact.ts';

/** Longer than any function runs: what reserved the money before that has ended. */
const PENDING_MS = 15 * 60_000;
/** While others take and give back at the same time. */
const TRIES = 3;

const Stored = z.object({
  committed: z.int().default(0),
  held: z.int().default(0),
  /** As of the last reservation. */
  limit: z.int().optional(),
  pending: z.set(z.string()).default(new Set<string>()),
});
type Stored = z.infer<typeof Stored>;

const Holder = z.object({ holds: z.array(JobHold).optional() });

/** A reservation whose job is not stored yet. */
export type Reservation = Required<Pick<JobHold, 'purse' | 'amount' | 'mark'>>;

export class Purses {
  protected readonly table: JobsTable;
  protected readonly now: () => Date;

  constructor(table: JobsTable, now = () => new Date()) {
    this.table = table;
    this.now = now;
  }

  async state(name: string): Promise<PurseState & { limit?: MicroUsd | undefined }> {
    const { committed, held, limit } = await this.stored(name);
    return { committed, held, limit };
  }

  /**
   * Takes the amount, to be kept once the job is stored, or given back. If the purse does not have it,
   * what ended functions have left behind is given back first.
   * @throws OverBudget; nothing is reserved then
   */
  async reserve(purse: Purse, amount: MicroUsd, jobId: string): Promise<Reservation> {
    const at = this.now().getTime();
    const mark = [at, amount, jobId, randomBytes(6).toString('hex')].join(' ');
    const reservation = { purse: purse.name, amount, mark };
    if (await this.take(purse, reservation)) return reservation;
    await this.giveBackLeft(purse.name);
    for (let tried = 1; ; tried += 1) {
      if (await this.take(purse, reservation)) return reservation;
      const state = await this.stored(purse.name);
      const hasRoom = state.committed + amount <= purse.limit;
      // With room by now, another job has given back since the purse refused.
      if (!hasRoom || tried === TRIES)
        throw new OverBudget(purse, state, { needed: amount, now: this.now() });
    }
  }

  /** The job is stored with its hold. */
  async keep({ purse, mark }: Reservation): Promise<void> {
    await this.settle(purse, 'DELETE pending :marks', { mark });
  }

  /** No job is stored. Once: only while the reservation is pending. */
  async giveBack({ purse, amount, mark }: Reservation): Promise<void> {
    await this.settle(purse, 'ADD committed :less, held :less DELETE pending :marks', {
      mark,
      values: { ':less': -amount },
    });
  }

  /** @returns false if the purse does not have the amount */
  private async take({ name, limit }: Purse, { amount, mark }: Reservation): Promise<boolean> {
    if (amount <= limit) {
      const ttl = Math.ceil((this.now().getTime() + PURSE_KEPT_MS) / 1000);
      const written = await this.update(name, {
        UpdateExpression:
          'SET #limit = :limit, #ttl = :ttl ADD committed :amount, held :amount, pending :marks',
        ConditionExpression:
          '(attribute_not_exists(committed) OR committed <= :rest) AND NOT contains(pending, :mark)',
        ExpressionAttributeNames: { '#limit': 'limit', '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':amount': amount,
          ':limit': limit,
          ':rest': limit - amount,
          ':ttl': ttl,
          ...named(mark),
        },
      });
      if (written) return true;
    }
    // The first answer may have been lost, and the SDK has asked again.
    return (await this.stored(name)).pending.has(mark);
  }

  /** Reservations of functions that have ended: of stored jobs they are kept, others are given back. */
  async giveBackLeft(name: string): Promise<void> {
    const { pending } = await this.stored(name);
    for (const mark of pending) {
      const [at, amount, jobId = ''] = mark.split(' ');
      if (this.now().getTime() - Number(at) < PENDING_MS) continue;
      const job = await this.table.get(jobKey(jobId), Holder);
      const reservation = { purse: name, amount: Number(amount), mark };
      const isStored = job?.holds?.some((hold) => hold.mark === mark) === true;
      await (isStored ? this.keep(reservation) : this.giveBack(reservation));
    }
  }

  private async stored(name: string): Promise<Stored> {
    return (await this.table.get(purseKey(name), Stored)) ?? Stored.parse({});
  }

  private async settle(
    name: string,
    UpdateExpression: string,
    { mark, values }: { mark: string; values?: Record<string, number> },
  ): Promise<void> {
    await this.update(name, {
      UpdateExpression,
      ConditionExpression: 'contains(pending, :mark)',
      ExpressionAttributeValues: { ...named(mark), ...values },
    });
  }

  /** @returns false if the condition failed */
  private async update(name: string, update: Update): Promise<boolean> {
    const command = { TableName: this.table.name, Key: purseKey(name), ...update };
    const write = () => this.table.client.send(new UpdateCommand(command));
    return (await unlessRefused(repeatConflicts(write))) !== undefined;
  }
}

type Update = Omit<ConstructorParameters<typeof UpdateCommand>[0], 'TableName' | 'Key'>;

function named(mark: string) {
  return { ':mark': mark, ':marks': new Set([mark]) };
}
