/** Adds finished analyses to the rates of their model and instance type. */
import * as z from 'zod';
import { rateLessonOf, ratesIn, withRate } from '../../costs/analysis-rates.ts';
import type { Job } from '../../job/job.ts';
import { analysisRateKey, jobKey } from './items.ts';
import type { JobsTable } from './jobs-table.ts';
import { transactUnlessRefused } from './transact.ts';

const RateItem = z.looseObject({ samples: z.int().optional().catch(undefined) });

export class AnalysisRates {
  private readonly table: JobsTable;

  constructor(table: JobsTable) {
    this.table = table;
  }

  /**
   * Once per job, when it is completed; a job that says nothing of a rate adds nothing. One of two
   * concurrent samples may be dropped.
   */
  async recordAnalysisRate(job: Job): Promise<void> {
    const lesson = rateLessonOf(job);
    if (!lesson) return;
    const Key = analysisRateKey(lesson.model, lesson.type);
    const known = await this.table.get(Key, RateItem);
    const before = known?.samples ?? 0;
    await transactUnlessRefused(this.table.client, [
      {
        Put: {
          TableName: this.table.name,
          Item: { ...Key, ...withRate(ratesIn(known), lesson), samples: before + 1 },
          ConditionExpression: 'attribute_not_exists(samples) OR samples = :before',
          ExpressionAttributeValues: { ':before': before },
        },
      },
      {
        Update: {
          TableName: this.table.name,
          Key: jobKey(job.jobId),
          UpdateExpression: 'SET isAnalysisRateRecorded = :true',
          ConditionExpression:
            'attribute_exists(pk) AND attribute_not_exists(isAnalysisRateRecorded)',
          ExpressionAttributeValues: { ':true': true },
        },
      },
    ]);
  }
}
