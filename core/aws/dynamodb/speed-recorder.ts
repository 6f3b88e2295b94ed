/** Adds finished jobs to the speed of their model and instance type. */
import * as z from 'zod';
import { measuredIn } from '../../costs/speed-estimate.ts';
import { learned, type Lesson } from '../../costs/speed-lesson.ts';
import { jobKey, speedKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';
import { transactUnlessRefused, type Writes } from './transact.ts';

/** `samples` is absent from items older than this field. */
const SpeedItem = z.looseObject({ samples: z.int().optional().catch(undefined) });

export class SpeedRecorder {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /**
   * With a `jobId`, once per job. One of two concurrent samples may be dropped, which is acceptable.
   */
  async record({ model, jobId }: { model: string; jobId?: string }, lesson: Lesson): Promise<void> {
    const Key = speedKey(model, lesson.type);
    const known = await this.table.get(Key, SpeedItem);
    const before = known?.samples ?? 0;
    await transactUnlessRefused(this.table.client, [
      {
        Put: {
          TableName: this.table.name,
          Item: { ...Key, ...learned(measuredIn(known), lesson), samples: before + 1 },
          ConditionExpression: 'attribute_not_exists(samples) OR samples = :before',
          ExpressionAttributeValues: { ':before': before },
        },
      },
      ...(jobId === undefined ? [] : [this.once(jobId)]),
    ]);
  }

  private once(jobId: string): Writes[number] {
    return {
      Update: {
        TableName: this.table.name,
        Key: jobKey(jobId),
        UpdateExpression: 'SET isSpeedRecorded = :true',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(isSpeedRecorded)',
        ExpressionAttributeValues: { ':true': true },
      },
    };
  }
}
