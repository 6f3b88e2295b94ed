/** Records the instance that was launched for an attempt. */
import type { Job, JobInstance } from '../../job/job.ts';
import type { Routing } from '../../job/routing.ts';
import {
  INSTANCE_MOMENTS,
  timelineOf,
  withEnd,
  type InstanceMoments,
} from '../../machines/instance-change.ts';
import { instanceKnown, InstanceKnown, recordWrite } from './early-events.ts';
import { jobKey, type InstanceRecord } from './items.ts';
import { JobStore, StaleWrite, type NewEvent } from './job-store.ts';
import { transact, type Writes } from './transact.ts';
import { updateOf } from './update-expression.ts';

export class LaunchStore extends JobStore {
  /**
   * Stores the current attempt's instance in the job, and an item under the instance's id, by which
   * the instance finds its work order even if its tag is missing. Ends the wait for capacity.
   * @throws StaleWrite if the attempt has ended
   */
  async recordInstance(jobId: string, attempt: number, instance: JobInstance): Promise<void> {
    await this.recordLaunch({ jobId, attempt }, { instance, moreEvents: [] });
  }

  /**
   * As `recordInstance`, with further events in the same transaction, and with EC2's events of the
   * instance that came before.
   * @returns the instance as recorded, now or by an earlier try
   */
  async recordLaunch(
    { jobId, attempt }: InstanceRecord,
    launch: { instance: JobInstance; moreEvents: readonly NewEvent[] },
  ): Promise<JobInstance> {
    let early: InstanceMoments = {};
    for (let tried = 0; ; tried += 1) {
      try {
        return await this.recordOnce({ jobId, attempt }, { ...launch, early });
      } catch (error) {
        if (!(error instanceof InstanceKnown)) throw error;
        const { record, moments } = error;
        if (record?.jobId === jobId && record.attempt === attempt) {
          return { ...launch.instance, ...withEnd(moments) };
        }
        if (record) throw new StaleWrite(jobId, error);
        // Each further try has met an event more.
        if (tried > INSTANCE_MOMENTS.length) throw error;
        early = moments;
      }
    }
  }

  /**
   * Stores that SageMaker's queue has the attempt, which ends the wait for a machine.
   * @throws StaleWrite if the attempt has ended
   */
  async recordInvocation(job: Job, instance: JobInstance): Promise<void> {
    const { id: instanceId, type, market } = instance;
    await this.transition(
      job.jobId,
      { from: ['launching'], to: 'processing', attempt: job.attempt },
      {
        set: { instance },
        remove: ['queuedBecause'],
        event: { what: 'sent-to-endpoint', detail: { instanceId, type, market } },
      },
    );
  }

  /** Stores that the attempt gets an instance of its own after all. @throws StaleWrite */
  async recordFallOver({ jobId, attempt, route }: Job, routing: Routing): Promise<void> {
    const { decidedAt: updatedAt } = routing;
    const update = updateOf({ route: 'spot', routing, fellOver: true, updatedAt });
    await transact(
      this.table.client,
      [
        this.whileLaunching({ jobId, attempt }, update),
        this.eventWrite(jobId, attempt, { what: 'fell-over', detail: { from: route, to: 'spot' } }),
      ],
      (cause) => new StaleWrite(jobId, cause),
    );
  }

  private async recordOnce(
    record: InstanceRecord,
    launch: { instance: JobInstance; moreEvents: readonly NewEvent[]; early: InstanceMoments },
  ): Promise<JobInstance> {
    const { jobId, attempt } = record;
    const { moreEvents, early } = launch;
    const instance = { ...launch.instance, ...withEnd(early) };
    const set = { instance, updatedAt: this.now().toISOString() };
    const update = updateOf(set, ['queuedBecause', 'launchTurnAt', 'launchLine']);
    await transact(
      this.table.client,
      [
        this.whileLaunching({ jobId, attempt }, update),
        recordWrite(instance.id, { record, early }, this.table),
        this.eventWrite(jobId, attempt, {
          what: 'instance-launched',
          detail: { instanceId: instance.id, type: instance.type, market: instance.market },
        }),
        ...[...moreEvents, ...this.afterNow(timelineOf(instance.id, early))].map((event) =>
          this.eventWrite(jobId, attempt, event),
        ),
      ],
      (cause) => instanceKnown(cause, 1) ?? new StaleWrite(jobId, cause),
    );
    return instance;
  }

  private whileLaunching(
    { jobId, attempt }: InstanceRecord,
    update: ReturnType<typeof updateOf>,
  ): Writes[number] {
    return {
      Update: {
        TableName: this.table.name,
        Key: jobKey(jobId),
        ...update,
        ConditionExpression: '#status = :launching AND attempt = :attempt',
        ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#status': 'status' },
        ExpressionAttributeValues: {
          ...update.ExpressionAttributeValues,
          ':launching': 'launching',
          ':attempt': attempt,
        },
      },
    };
  }

  /** Each a millisecond after the one before: a reader that sorts by time keeps the order, too. */
  private afterNow<T extends object>(events: readonly T[]): (T & { at: string })[] {
    const now = this.now().getTime();
    return events.map((event, nth) => ({ ...event, at: new Date(now + nth + 1).toISOString() }));
  }
}
