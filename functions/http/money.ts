/** What jobs are paid from, for functions that create them. */
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { OwnerBudgets } from '../../core/aws/dynamodb/owner-budgets.ts';
import { PriceStore } from '../../core/aws/dynamodb/price-store.ts';
import { Purses } from '../../core/aws/dynamodb/purses.ts';
import { readConfig } from '../../core/base/config.ts';
import type { Money } from '../../core/steps/arrivals/reserve-money.ts';
import { mostOfJob } from '../../core/steps/requests/most-of-job.ts';
import type { Quoting } from '../../core/steps/requests/quote-audio.ts';

export function moneyOf(table: JobsTable): Money & { quoting: Quoting } {
  const config = readConfig([
    'ownerBudgetUsd',
    'maxAudioSeconds',
    'instanceTypes',
    'region',
    'zones',
    'onDemandFallback',
    'rootGib',
  ]);
  const quoting = { ...config, prices: new PriceStore(table) };
  return {
    quoting,
    purses: new Purses(table),
    budgets: new OwnerBudgets(table, config.ownerBudgetUsd),
    mostUsd: (job, now) => mostOfJob(job, now, quoting),
  };
}
