/** Items of a job on its way to a machine: the chosen route, the offer to a pool, and who took it. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { currentTaskToken, type Job } from '../../job/job.ts';
import type { KeptQuote } from '../../job/quote.ts';
import type { Routing } from '../../job/routing.ts';
import { PoolMachine } from '../../machines/pool/pool-machine.ts';
import { jobKey, poolMachineKey, poolWorkKey, waitingKey } from './items.ts';
import { JobStore, StaleWrite } from './job-store.ts';
import { unlessRefused } from './jobs-table.ts';
import { neverBegun, waitsNoLonger } from './pool-work.ts';
import { repeatConflicts, transact, type Writes } from './transact.ts';
import { updateOf } from './update-expression.ts';

export interface Decided {
  routing: Routing;
  /** If it is new. */
  quote?: KeptQuote | undefined;
}

export interface NewOffer extends Decided {
  offerId: string;
  /** For the pool `batch`: until then the job waits for a drainer. */
  latestStartAt?: Date | undefined;
  now: Date;
}

type Update = NonNullable<Writes[number]['Update']>;

/** Work items outlive the longest machine. */
const WORK_KEPT_MS = 30 * 24 * 3600 * 1000;
const HOUR_MS = 3600 * 1000;

export class OfferStore extends JobStore {
  async machine(machineId: string): Promise<PoolMachine | undefined> {
    return this.table.get(poolMachineKey(machineId), PoolMachine);
  }

  /** @throws StaleWrite if the job has moved on */
  async recordRoute(job: Job, { routing, quote }: Decided): Promise<void> {
    const update = updateOf({
      route: routing.chosen,
      routing,
      quote,
      updatedAt: routing.decidedAt,
    });
    // One item needs no transaction, which costs twice as much.
    const command = new UpdateCommand(this.unmoved(job, update));
    const written = await unlessRefused(repeatConflicts(() => this.table.client.send(command)));
    if (!written) throw new StaleWrite(job.jobId);
  }

  /** Offered jobs are in `queued` until a machine takes them. @throws StaleWrite */
  async recordOffer(
    job: Job,
    { routing, quote, offerId, latestStartAt, now }: NewOffer,
  ): Promise<void> {
    const at = now.toISOString();
    const until = latestStartAt?.toISOString();
    const set = { route: routing.chosen, routing, quote, offerId, updatedAt: at, status: 'queued' };
    const update =
      until === undefined
        ? updateOf(set, ['queuedBecause'])
        : updateOf({ ...set, queuedBecause: waitFor(until, at) });
    await this.write(job, [
      { Update: this.unmoved(job, update) },
      this.eventWrite(job.jobId, job.attempt, {
        what: 'offered',
        at,
        detail: { route: routing.chosen },
      }),
      ...(latestStartAt ? [this.waitingWrite(job, { since: at, latestStartAt })] : []),
    ]);
  }

  /**
   * Gives the job to a machine: from its offer, or from a machine that has not begun.
   * @throws StaleWrite if it has ended, begun, or gone to another machine at the same time
   */
  async tie(job: Job, machine: PoolMachine): Promise<Job> {
    const { kind: _, ...instance } = machine;
    const since = new Date().toISOString();
    const taken = { ...instance, takenAt: since };
    const { jobId } = job;
    const attempt = Math.max(1, job.attempt);
    const isNew = job.status === 'queued';
    const set = { instance: taken, status: 'launching', attempt, updatedAt: since };
    const update = updateOf({ ...set, ...(isNew && { launchedAt: since }) }, [
      'queuedBecause',
      'waitToken',
    ]);
    const { id: instanceId, type, market, pool } = machine;
    // A millisecond after the event it follows.
    const at = new Date(Date.parse(since) + 1).toISOString();
    const event = { what: 'taken', at, detail: { instanceId, type, market, pool } } as const;
    const work = { jobId, attempt };
    const ttl = Math.ceil((Date.now() + WORK_KEPT_MS) / 1000);
    const Item = { ...poolWorkKey(instanceId, work), ...work, since, ttl };
    await this.write(job, [
      { Update: this.unmoved(job, update) },
      ...(isNew ? [this.eventWrite(jobId, attempt, { what: 'launching', at: since })] : []),
      this.eventWrite(jobId, attempt, event),
      { Put: { TableName: this.table.name, Item } },
      ...neverBegun(job, machine.id, this.table),
      ...waitsNoLonger(job, this.table),
    ]);
    return { ...job, instance: taken, status: 'launching', attempt };
  }

  private async write(job: Job, writes: Writes): Promise<void> {
    await transact(this.table.client, writes, (cause) => new StaleWrite(job.jobId, cause));
  }

  /** The job as it was read: same state, attempt, offer and machine, and no task token. */
  private unmoved(job: Job, update: ReturnType<typeof updateOf>): Update {
    const isTokenStored = currentTaskToken(job) !== undefined;
    if (isTokenStored) throw new TypeError(`job ${job.jobId} has begun`);
    const also = [
      job.offerId === undefined ? 'attribute_not_exists(offerId)' : 'offerId = :wasOffer',
      job.instance ? '#instance.#id = :wasMachine' : 'attribute_not_exists(#instance)',
      '(attribute_not_exists(tokenAttempt) OR tokenAttempt < :isAttempt)',
    ];
    return {
      TableName: this.table.name,
      Key: jobKey(job.jobId),
      ...update,
      ConditionExpression: ['attempt = :wasAttempt AND #status = :wasStatus', ...also].join(
        ' AND ',
      ),
      ExpressionAttributeNames: {
        ...update.ExpressionAttributeNames,
        ...{ '#status': 'status', '#instance': 'instance', ...(job.instance && { '#id': 'id' }) },
      },
      ExpressionAttributeValues: {
        ...update.ExpressionAttributeValues,
        ':wasAttempt': job.attempt,
        ':wasStatus': job.status,
        ':isAttempt': Math.max(1, job.attempt),
        ...(job.offerId !== undefined && { ':wasOffer': job.offerId }),
        ...(job.instance && { ':wasMachine': job.instance.id }),
      },
    };
  }

  private waitingWrite(
    { jobId, audio }: Job,
    { since, latestStartAt }: { since: string; latestStartAt: Date },
  ): Writes[number] {
    const audioSeconds = audio.source === 'url' ? 0 : (audio.durationSeconds ?? 0);
    const Item = {
      ...waitingKey(jobId),
      ...{ jobId, audioSeconds, since, latestStartAt: latestStartAt.toISOString() },
      ttl: Math.ceil((latestStartAt.getTime() + HOUR_MS) / 1000),
    };
    return { Put: { TableName: this.table.name, Item } };
  }
}

function waitFor(until: string, since: string) {
  return {
    code: 'Batch',
    message: `The job waits for a machine that takes job after job. If none has taken it by ${until}, it gets one of its own.`,
    since,
    retryAt: until,
    tries: 0,
  };
}
