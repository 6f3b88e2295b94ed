/**
 * Which attempts hold one of an owner's machines (machines/spot/machine-share.ts): an item per owner
 * with a set of seats, and one of all owners with EC2's quotas and the latest launcher. A seat is
 * taken before EC2 is called, and released when the machine is gone. One whose release was lost is
 * found when an owner has none left.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Job } from '../../job/job.ts';
import { isFinal } from '../../job/job-status.ts';
import { Market } from '../../job/market.ts';
import { RunningMachine } from '../../machines/pool/pool-machine.ts';
import {
  isShared,
  machinesForOwner,
  machinesWithin,
  type MachineShare,
  type WantedMachines,
} from '../../machines/spot/machine-share.ts';
import { machineSeatsKey, machinesKey, type Key } from './items.ts';
import { JobReader } from './job-reader.ts';
import { unlessRefused, type JobsTable } from './jobs-table.ts';

const Machines = z.object({
  /** EC2's quotas in vCPUs. */
  vcpus: z.record(Market, z.number()).optional(),
  latest: z.string().optional(),
  changedAt: z.number().optional(),
  inPools: z.array(RunningMachine).optional(),
});
type Machines = z.infer<typeof Machines>;

/** The item as DynamoDB's API writes it, in an error. */
const Refused = z.object({ held: z.object({ SS: z.array(z.string()) }).optional() });

/** An owner's item outlives the latest launch by this: longer than any machine lives. */
const KEPT_MS = 2 * 24 * 3600 * 1000;
/** Longest time from a job's end to its machine's. After it a missing event of EC2 counts as lost. */
const GONE_MS = 10 * 60_000;

type Attempt = Pick<Job, 'jobId' | 'owner' | 'attempt'>;

export class MachineSeats {
  private readonly table: JobsTable;
  private readonly jobs: JobReader;
  private readonly now: () => number;

  constructor(table: JobsTable, now = () => Date.now()) {
    this.table = table;
    this.jobs = new JobReader(table);
    this.now = now;
  }

  /**
   * Idempotent for an attempt.
   * @returns undefined if the attempt has a seat; the owner's share if all of it is held
   */
  async take(attempt: Attempt, wanted: WantedMachines): Promise<MachineShare | undefined> {
    const all = (await this.table.get(machinesKey, Machines)) ?? {};
    const machines = all.vcpus && machinesWithin(all.vcpus, wanted, all.inPools?.length);
    if (machines === undefined) return undefined;
    const isSharing = isShared(all, attempt.owner, this.now());
    const share = { machines, isSharing, ofOwner: machinesForOwner(machines, isSharing) };
    const [held] = await Promise.all([
      this.add(attempt, share.ofOwner),
      this.noteLauncher(all, attempt.owner),
    ]);
    if (!held) return undefined;
    const stale = await this.stale(held);
    if (stale.length === 0) return share;
    await this.remove(attempt.owner, stale);
    return (await this.add(attempt, share.ofOwner)) ? share : undefined;
  }

  /** Idempotent; no attempt needs to hold the seat. */
  async release(attempt: Attempt): Promise<void> {
    await this.remove(attempt.owner, [seatOf(attempt)]);
  }

  /** Machines of pools in the latest round over them. */
  async inPools(): Promise<RunningMachine[]> {
    return (await this.table.get(machinesKey, Machines))?.inPools ?? [];
  }

  async keepInPools(machines: readonly RunningMachine[]): Promise<void> {
    await this.update(machinesKey, {
      UpdateExpression: 'SET inPools = :machines',
      ExpressionAttributeValues: { ':machines': machines },
    });
  }

  /** Written only when the owner changes. */
  private async noteLauncher({ latest }: Machines, owner: string): Promise<void> {
    if (latest === owner) return;
    const isFirst = latest === undefined;
    await this.update(machinesKey, {
      UpdateExpression: `SET latest = :owner${isFirst ? '' : ', changedAt = :now'}`,
      ExpressionAttributeValues: { ':owner': owner, ...(!isFirst && { ':now': this.now() }) },
    });
  }

  /** @returns the held seats, if there are `most` of them */
  private async add(attempt: Attempt, most: number): Promise<string[] | undefined> {
    const seat = seatOf(attempt);
    try {
      await this.update(machineSeatsKey(attempt.owner), {
        UpdateExpression: 'SET #ttl = :ttl ADD held :seats',
        ConditionExpression:
          'attribute_not_exists(held) OR contains(held, :seat) OR size(held) < :most',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':seats': new Set([seat]),
          ':seat': seat,
          ':most': most,
          ':ttl': Math.ceil((this.now() + KEPT_MS) / 1000),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return undefined;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return Refused.parse(error.Item ?? {}).held?.SS ?? [];
    }
  }

  private async remove(owner: string, seats: readonly string[]): Promise<void> {
    const written = this.update(machineSeatsKey(owner), {
      UpdateExpression: 'DELETE held :seats',
      ConditionExpression: 'attribute_exists(held)',
      ExpressionAttributeValues: { ':seats': new Set(seats) },
    });
    await unlessRefused(written);
  }

  /** Seats of attempts that have no machine any more. */
  private async stale(seats: readonly string[]): Promise<string[]> {
    const found = await Promise.all(
      seats.map(async (seat) => {
        const [jobId = '', attempt = ''] = seat.split('#');
        const job = await this.jobs.job(jobId);
        return job && this.hasMachine(job, Number(attempt)) ? [] : [seat];
      }),
    );
    return found.flat();
  }

  /** A machine counts while it shuts down. */
  private hasMachine(job: Job, attempt: number): boolean {
    if (job.attempt === attempt && !isFinal(job.status)) return true;
    const instance = job.attempt === attempt ? job.instance : undefined;
    if (!instance || instance.terminatedAt !== undefined || job.endedAt === undefined) return false;
    return this.now() - Date.parse(job.endedAt) < GONE_MS;
  }

  private async update(
    key: Key,
    change: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ): Promise<void> {
    await this.table.client.send(
      new UpdateCommand({ TableName: this.table.name, Key: key, ...change }),
    );
  }
}

export function seatOf({ jobId, attempt }: Pick<Attempt, 'jobId' | 'attempt'>): string {
  return `${jobId}#${attempt}`;
}
